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

/// A picture of the transactions that a node has and that are in no block. It is brought up to date
/// at each look: what left is forgotten, what is new is fetched, at most so many at a time. They
/// are kept without their witnesses, about 300 bytes each, so that an address that is committed
/// later is still found in them.
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

  /// Whether nothing was left to be fetched at the last look.
  boolean whole() {
    return whole;
  }

  /// What a node's mempool held while a block was its head.
  ///
  /// @param sure whether a transaction that is not among the ids is in a block up to that head, or
  ///     nowhere. Not so if the head moved meanwhile; nor of a node that has just started or has
  ///     much to catch up with: it knows of nothing yet
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
    var look = MempoolSnapshot.at(node);
    update(node, look.ids, pending);
    var gone = look.sure ? gone(node, look.ids, pending) : Set.<String>of();
    var head = new BlockRef(look.state.height(), look.state.best());
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

  /// What no endpoint that answers has.
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
