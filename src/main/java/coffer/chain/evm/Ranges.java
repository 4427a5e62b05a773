package coffer.chain.evm;

import coffer.chain.ChainSource;
import coffer.core.chain.BlockRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Blocks below finality: the logs of many at once, and every header.
final class Ranges {
  private final Pinned pinned;
  private final LogQuery query;
  private final Completeness completeness;
  private final Candidates candidates;

  Ranges(Pinned pinned, LogQuery query, Completeness completeness, Candidates candidates) {
    this.pinned = pinned;
    this.query = query;
    this.completeness = completeness;
    this.candidates = candidates;
  }

  /// @throws TooMuch if the node does not answer even for one block
  List<ChainSource.Block> after(Node node, BlockRef after, long last) {
    for (; ; ) {
      var to = Math.min(last, after.height() + node.range());
      try {
        var read = read(node, after, to);
        node.grow();
        return read;
      } catch (TooMuch e) {
        if (!node.shrink(to - after.height())) throw e;
      }
    }
  }

  private List<ChainSource.Block> read(Node node, BlockRef after, long last) {
    var blocks = Links.after(node, after, last, pinned.coin().isPresent());
    var found = query.range(node, blocks.stream().map(RawBlock::header).toList());
    var logs = completeness.settled(node, blocks, found);
    var read = new ArrayList<ChainSource.Block>(blocks.size());
    for (var block : blocks) {
      var own = logs.getOrDefault(block.header().hash(), List.of());
      var moves = candidates.of(node, block, own, Optional.empty());
      read.add(new ChainSource.Block(block.header(), moves));
    }
    return read;
  }
}
