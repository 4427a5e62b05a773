package coffer.chain.tron;

import coffer.chain.ChainSource.Unlinked;
import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import coffer.core.chain.BlockRef;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;

/// Reads consecutive blocks of one node's branch, with the results of all their transactions. Each
/// block must name the previous one as its parent.
final class TronBlockReader {
  private final TronLimits limits;
  private final TransactionInfos infos;
  private final LogCrossCheck second;

  TronBlockReader(TronLimits limits, TransactionInfos infos, LogCrossCheck second) {
    this.limits = limits;
    this.infos = infos;
    this.second = second;
  }

  /// Blocks below the final height, several per request.
  ///
  /// @throws Unlinked if the node's branch does not contain `after`
  /// @throws SourceException with [Kind#BEHIND] if the node has no block after it
  List<BlockWithInfos> solid(TronNodeClient node, BlockRef after, long last) {
    var questions = new ArrayList<Callable<List<TronRawBlock>>>();
    var range = node.range().now();
    for (var from = after.height() + 1; from <= last; from += range) {
      var first = from;
      var until = Math.min(last, from + range - 1);
      questions.add(() -> blocks(node, first, until));
    }
    var blocks = Parallel.all(limits.together(), questions).stream().flatMap(List::stream);
    var whole = whole(node, linked(node, after, blocks.toList()));
    second.check(node, whole);
    return whole;
  }

  /// Blocks above the final height, one by one by height: a range could contain a block of another
  /// branch.
  List<BlockWithInfos> head(TronNodeClient node, BlockRef after, long last) {
    var until = Math.min(last, after.height() + limits.heads());
    var questions =
        LongStream.rangeClosed(after.height() + 1, until)
            .mapToObj(
                height -> (Callable<List<TronRawBlock>>) () -> node.block(height).stream().toList())
            .toList();
    var blocks = Parallel.all(limits.together(), questions).stream().flatMap(List::stream);
    return whole(node, linked(node, after, blocks.toList()));
  }

  private static List<TronRawBlock> blocks(TronNodeClient node, long first, long last) {
    var blocks = new ArrayList<TronRawBlock>();
    node.range()
        .each(
            LongStream.rangeClosed(first, last).boxed().toList(),
            _ -> false,
            heights -> blocks.addAll(node.blocks(heights.getFirst(), heights.size())));
    return blocks;
  }

  private List<BlockWithInfos> whole(TronNodeClient node, List<TronRawBlock> blocks) {
    var questions =
        blocks.stream().map(block -> (Callable<BlockWithInfos>) () -> infos.whole(node, block));
    return Parallel.all(limits.together(), questions.toList());
  }

  private static List<TronRawBlock> linked(
      TronNodeClient node, BlockRef after, List<TronRawBlock> blocks) {
    var linked = new ArrayList<TronRawBlock>(blocks.size());
    var previous = after;
    for (var block : blocks) {
      // A reorg during the read: the blocks before this one are valid.
      if (block.header().height() != previous.height() + 1) break;
      if (!block.header().parent().equals(previous.hash())) break;
      linked.add(block);
      previous = block.header().ref();
    }
    if (linked.isEmpty()) throw notLinked(node, after);
    return linked;
  }

  private static RuntimeException notLinked(TronNodeClient node, BlockRef after) {
    var has = node.has(after);
    if (has.isEmpty()) {
      return new SourceException(Kind.BEHIND, node.name() + " does not have " + after + " yet");
    }
    if (!has.get()) return new Unlinked(after);
    if (node.header(after.height() + 1).isEmpty()) {
      return new SourceException(Kind.BEHIND, node.name() + " has nothing after " + after);
    }
    return TronJsonValues.inconsistent("the block after " + after + " has another parent");
  }
}
