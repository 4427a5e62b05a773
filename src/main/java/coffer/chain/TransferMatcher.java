package coffer.chain;

import coffer.chain.ChainSource.Block;
import coffer.chain.ChainSource.BlockTransfers;
import coffer.chain.ChainSource.Candidate;
import coffer.core.chain.Asset;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.Outpoint;
import coffer.core.chain.Spend;
import coffer.core.chain.Transfer;
import coffer.core.wallet.OwnedOutputs;
import coffer.core.wallet.WatchSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
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
  private final List<BlockHeader> headers;
  private final List<BlockTransfers> moves;
  private final Set<Candidate> resolved = new HashSet<>();
  private final List<Transfer> transfers = new ArrayList<>();
  private int matchedSize = -1;

  private TransferMatcher(
      ChainSource source,
      WatchSet watched,
      Predicate<Asset> counts,
      List<BlockHeader> headers,
      List<BlockTransfers> moves) {
    this.source = source;
    this.watched = watched;
    this.counts = counts;
    this.headers = headers;
    this.moves = moves;
  }

  /// @param counts whether transfers of an asset are booked
  static TransferMatcher of(
      ChainSource source, WatchSet watched, Predicate<Asset> counts, List<Block> blocks) {
    return new TransferMatcher(
        source,
        watched,
        counts,
        blocks.stream().map(Block::header).toList(),
        blocks.stream().map(Block::transfers).toList());
  }

  static TransferMatcher of(
      ChainSource source, WatchSet watched, Predicate<Asset> counts, BlockTransfers unconfirmed) {
    return new TransferMatcher(source, watched, counts, List.of(), List.of(unconfirmed));
  }

  /// Fetches the details of the candidates that involve an address watched now.
  void resolve() {
    // Read the size before matching: an address that is added meanwhile may or may not be found.
    var size = watched.size();
    var open = open();
    if (!open.isEmpty()) {
      transfers.addAll(source.resolve(open));
      resolved.addAll(open);
    }
    matchedSize = size;
  }

  /// Whether all details are fetched. The watch set only grows: if its size is the same, there can
  /// be no new match.
  boolean complete() {
    return watched.size() == matchedSize || open().isEmpty();
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
        if (counts.test(candidate.asset()) && !resolved.contains(candidate)) open.add(candidate);
      }
    }
    return open;
  }
}
