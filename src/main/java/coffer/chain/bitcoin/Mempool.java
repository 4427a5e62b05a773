package coffer.chain.bitcoin;

import coffer.chain.ChainSource.Unconfirmed;
import coffer.chain.Endpoints;
import coffer.core.chain.BlockRef;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A local copy of a node's mempool. Each poll removes the transactions that left it and fetches
/// new ones: first all requested ones, then others up to a total of [BitcoinLimits#waiting]. They
/// are kept without witnesses, about 300 bytes each, so that an address that is committed later is
/// still found in them.
///
/// Used by one thread at a time.
final class Mempool {
  private final Endpoints<BitcoinNodeClient> nodes;
  private final TransferExtractor moving;
  private final BitcoinLimits limits;
  private final Map<Hash256, RawTransaction> picture = new HashMap<>();
  private volatile boolean whole;

  Mempool(Endpoints<BitcoinNodeClient> nodes, TransferExtractor moving, BitcoinLimits limits) {
    this.nodes = nodes;
    this.moving = moving;
    this.limits = limits;
  }

  /// Whether the last poll fetched everything.
  boolean whole() {
    return whole;
  }

  /// The content of a node's mempool at one head.
  ///
  /// @param sure whether a transaction that is not among the ids is either in a block up to that
  ///     head, or nowhere. False if the head changed meanwhile, or if the node has just started or
  ///     is far behind: then its mempool is incomplete
  private record MempoolSnapshot(BitcoinNodeClient.State state, Set<Hash256> ids, boolean sure) {
    static MempoolSnapshot at(BitcoinNodeClient node) {
      var loaded = node.mempoolLoaded();
      var state = node.state();
      var ids = node.waiting();
      var steady = node.best().equals(state.best());
      return new MempoolSnapshot(state, ids, steady && loaded && state.inStep());
    }
  }

  synchronized Unconfirmed look(BitcoinNodeClient node, Set<String> pending) {
    var snapshot = MempoolSnapshot.at(node);
    update(node, snapshot.ids, pending);
    var gone = snapshot.sure ? gone(node, snapshot.ids, pending) : Set.<String>of();
    var head = new BlockRef(snapshot.state.height(), snapshot.state.best());
    return new Unconfirmed(head, moving.in(List.copyOf(picture.entrySet())), gone);
  }

  private void update(BitcoinNodeClient node, Set<Hash256> ids, Set<String> pending) {
    picture.keySet().retainAll(ids);
    var wanted = new LinkedHashSet<Hash256>();
    pending.stream().map(Hash256::of).filter(ids::contains).forEach(wanted::add);
    wanted.removeAll(picture.keySet());
    for (var id : ids) {
      if (wanted.size() >= limits.waiting()) break;
      if (!picture.containsKey(id)) wanted.add(id);
    }
    var fetched = List.copyOf(wanted);
    var found = node.transactions(fetched);
    for (int i = 0; i < fetched.size(); i++) {
      var id = fetched.get(i);
      found.get(i).ifPresent(transaction -> picture.put(id, transaction));
    }
    whole = fetched.size() < limits.waiting();
  }

  /// The pending transactions that no answering endpoint has.
  private Set<String> gone(BitcoinNodeClient node, Set<Hash256> ids, Collection<String> pending) {
    var gone = new HashSet<String>();
    for (var txid : pending) {
      if (ids.contains(Hash256.of(txid))) continue;
      var elsewhere = nodes.askOther(node, other -> Optional.of(txid).filter(other::waits));
      if (elsewhere.isEmpty()) gone.add(txid);
    }
    return gone;
  }
}
