package coffer.chain.evm;

import coffer.chain.ChainSource;
import coffer.core.chain.BlockRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;

/// Reads blocks above the final height. The contents of each one are requested by its hash, so that
/// every answer is about exactly the block of the linked header.
final class HeadBlocks {
  private final EvmPinnedAssets pinned;
  private final BlockContents holdings;
  private final LogCompleteness completeness;
  private final EvmCandidates candidates;
  private final int most;

  HeadBlocks(
      EvmPinnedAssets pinned,
      BlockContents holdings,
      LogCompleteness completeness,
      EvmCandidates candidates,
      EvmLimits limits) {
    this.pinned = pinned;
    this.holdings = holdings;
    this.completeness = completeness;
    this.candidates = candidates;
    this.most = limits.heads();
  }

  List<ChainSource.Block> after(EvmNodeClient node, BlockRef after, long last) {
    var coin = pinned.coin().isPresent();
    var blocks = LinkedHeaders.after(node, after, Math.min(last, after.height() + most), coin);
    var held = holdings.of(node, blocks);
    var found = new HashMap<String, List<EvmTransferLog>>();
    held.forEach((hash, holding) -> found.put(hash, holding.logs()));
    found.values().removeIf(List::isEmpty);
    var logs = completeness.settled(node, blocks, found);
    var read = new ArrayList<ChainSource.Block>(blocks.size());
    for (var block : blocks) {
      var hash = block.header().hash();
      var receipts = Objects.requireNonNull(held.get(hash)).receipts();
      var moves = candidates.of(node, block, logs.getOrDefault(hash, List.of()), receipts);
      read.add(new ChainSource.Block(block.header(), moves));
    }
    return read;
  }
}
