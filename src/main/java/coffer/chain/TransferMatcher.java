package coffer.chain;

import coffer.chain.ChainSource.Block;
import coffer.chain.ChainSource.BlockTransfers;
import coffer.chain.ChainSource.Candidate;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.Outpoint;
import coffer.core.chain.Spend;
import coffer.core.chain.Transfer;
import coffer.core.wallet.OwnedOutputs;
import coffer.core.wallet.WatchSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Finds the transfers that involve a watched address, in a batch of blocks or in the mempool.
/// [#resolve] fetches details outside of a transaction. Inside it, after the watch set was
/// refreshed, [#complete] checks whether all details are there. If an address was committed in
/// between, they may not be, and both steps are repeated.
final class TransferMatcher {
  private final ChainSource source;
  private final WatchSet watched;
  private final Predicate<Asset> counts;
  private final Optional<BusyAddresses> busy;
  private final List<BlockHeader> headers;
  private final List<BlockTransfers> moves;
  private final Set<Candidate> resolved = new HashSet<>();
  private final List<Transfer> transfers = new ArrayList<>();
  private int matchedSize = -1;
  private int matchedVersion = -1;

  private TransferMatcher(
      ChainSource source,
      WatchSet watched,
      Predicate<Asset> counts,
      Optional<BusyAddresses> busy,
      List<BlockHeader> headers,
      List<BlockTransfers> moves) {
    this.source = source;
    this.watched = watched;
    this.counts = counts;
    this.busy = busy;
    this.headers = headers;
    this.moves = moves;
  }

  /// @param counts whether transfers of an asset are booked
  /// @param busy addresses whose transfers are only counted; empty = there are none
  static TransferMatcher of(
      ChainSource source,
      WatchSet watched,
      Predicate<Asset> counts,
      Optional<BusyAddresses> busy,
      List<Block> blocks) {
    return new TransferMatcher(
        source,
        watched,
        counts,
        busy,
        blocks.stream().map(Block::header).toList(),
        blocks.stream().map(Block::transfers).toList());
  }

  static TransferMatcher of(
      ChainSource source,
      WatchSet watched,
      Predicate<Asset> counts,
      Optional<BusyAddresses> busy,
      BlockTransfers unconfirmed) {
    return new TransferMatcher(source, watched, counts, busy, List.of(), List.of(unconfirmed));
  }

  /// Fetches the details of the candidates that involve an address watched now.
  void resolve() {
    // Read the size before matching: an address that is added meanwhile may or may not be found.
    var size = watched.size();
    int version = version();
    var open = open();
    if (!open.isEmpty()) {
      transfers.addAll(source.resolve(open));
      resolved.addAll(open);
    }
    matchedSize = size;
    matchedVersion = version;
  }

  /// Whether all details are fetched. The watch set only grows: if its size is the same, there can
  /// be no new match.
  boolean complete() {
    return (watched.size() == matchedSize && version() == matchedVersion) || open().isEmpty();
  }

  private int version() {
    return busy.map(BusyAddresses::version).orElse(0);
  }

  /// The number of transfers to each busy address, which were not resolved.
  Map<Address, Integer> toBusyAddresses() {
    var numbers = new HashMap<Address, Integer>();
    if (busy.map(BusyAddresses::isEmpty).orElse(true)) return numbers;
    for (var each : moves) {
      for (var candidate : each.involving(watched)) {
        if (!counts.test(candidate.asset()) || resolved.contains(candidate)) continue;
        candidate.to().ifPresent(to -> numbers.merge(to, 1, Integer::sum));
      }
    }
    return numbers;
  }

  List<Transfer> transfers() {
    return transfers;
  }

  /// The inputs that spend our outputs, including outputs created in this batch.
  ///
  /// @param known refreshed in this transaction
  List<Spend> spends(OwnedOutputs known) {
    // Runs for every input of every block, so it must not create objects.
    var fresh =
        transfers.stream()
            .flatMap(transfer -> transfer.outpoint().stream())
            .mapToLong(Outpoint::hash64)
            .sorted()
            .toArray();
    var spends = new ArrayList<Spend>();
    for (var each : moves) {
      spends.addAll(
          each.spending(hash -> known.mayContain(hash) || Arrays.binarySearch(fresh, hash) >= 0));
    }
    return spends;
  }

  List<BlockHeader> headers() {
    return headers;
  }

  BlockHeader first() {
    return headers.getFirst();
  }

  BlockHeader last() {
    return headers.getLast();
  }

  private List<Candidate> open() {
    var open = new ArrayList<Candidate>();
    for (var each : moves) {
      for (var candidate : each.involving(watched)) {
        if (wanted(candidate) && !resolved.contains(candidate)) open.add(candidate);
      }
    }
    return open;
  }

  private boolean wanted(Candidate candidate) {
    return counts.test(candidate.asset())
        && !busy.map(each -> each.covers(candidate, watched)).orElse(false);
  }
}
