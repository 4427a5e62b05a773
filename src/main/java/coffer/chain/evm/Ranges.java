package coffer.chain.evm;

import coffer.chain.ChainSource;
import coffer.core.chain.BlockRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Blocks below finality: the logs of many at once, and every header.
final class Ranges {
  private final Pinned pinned;
  private final LogQuery query;
  private final Completeness completeness;
  private final Candidates candidates;
  private final EvmLimits limits;

  Ranges(
      Pinned pinned,
      LogQuery query,
      Completeness completeness,
      Candidates candidates,
      EvmLimits limits) {
    this.pinned = pinned;
    this.query = query;
    this.completeness = completeness;
    this.candidates = candidates;
    this.limits = limits;
  }

  /// @throws TooMuch if the node does not answer even for one block
  List<ChainSource.Block> after(Node node, BlockRef after, long last) {
    var coin = pinned.coin().isPresent();
    var most = after.height() + (coin ? limits.batch() : limits.range());
    var blocks = Links.after(node, after, Math.min(last, most), coin);
    var logs = completeness.settled(node, blocks, logs(node, blocks));
    var read = new ArrayList<ChainSource.Block>(blocks.size());
    for (var block : blocks) {
      var own = logs.getOrDefault(block.header().hash(), List.of());
      var moves = candidates.of(node, block, own, Optional.empty());
      read.add(new ChainSource.Block(block.header(), moves));
    }
    return read;
  }

  /// The logs of all blocks, in as many ranges as the node makes necessary.
  private Map<String, List<TransferLog>> logs(Node node, List<RawBlock> blocks) {
    var headers = blocks.stream().map(RawBlock::header).toList();
    var found = new HashMap<String, List<TransferLog>>();
    for (int from = 0; from < headers.size(); ) {
      var range = Math.min(node.range(), headers.size() - from);
      try {
        found.putAll(query.range(node, headers.subList(from, from + range)));
        from += range;
        node.grow();
      } catch (TooMuch e) {
        if (!node.shrink(range)) throw e;
      }
    }
    return found;
  }
}
