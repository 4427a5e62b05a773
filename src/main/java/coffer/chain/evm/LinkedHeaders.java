package coffer.chain.evm;

import coffer.chain.ChainSource.Unlinked;
import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import coffer.core.chain.BlockRef;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/// Reads consecutive blocks and checks that each one names the previous one as its parent.
final class LinkedHeaders {
  private LinkedHeaders() {}

  /// The blocks after the given one, up to `last` or to the node's head; at least one.
  ///
  /// @param whole with their transactions
  /// @throws Unlinked if the node's branch does not contain `after`
  /// @throws SourceException with [Kind#BEHIND] if the node has no block after it
  static List<EvmRawBlock> after(EvmNodeClient node, BlockRef after, long last, boolean whole) {
    var calls =
        LongStream.rangeClosed(after.height() + 1, last)
            .mapToObj(height -> "[\"" + EvmHex.text(height) + "\"," + whole + "]")
            .map(params -> new EvmRpc.Call("eth_getBlockByNumber", params))
            .toList();
    var linked = new ArrayList<EvmRawBlock>(calls.size());
    var previous = after;
    for (var answer : node.batch(calls, EvmJsonValues::block)) {
      if (answer.isEmpty()) break;
      var block = answer.get();
      if (block.header().height() != previous.height() + 1) {
        throw new SourceException(Kind.BROKEN, "another block than the one asked for");
      }
      // A reorg during the read: the blocks before this one are valid.
      if (!block.header().parent().equals(previous.hash())) break;
      if (whole && block.transactions().size() != block.size()) {
        throw new SourceException(Kind.BROKEN, "a block without its transactions");
      }
      linked.add(block);
      previous = block.header().ref();
    }
    if (linked.isEmpty()) throw notLinked(node, after);
    return linked;
  }

  private static RuntimeException notLinked(EvmNodeClient node, BlockRef after) {
    var has = node.has(after);
    if (has.isEmpty()) {
      return new SourceException(Kind.BEHIND, node.name() + " does not have " + after + " yet");
    }
    if (!has.get()) return new Unlinked(after);
    if (node.block(after.height() + 1).isEmpty()) {
      return new SourceException(Kind.BEHIND, node.name() + " has nothing after " + after);
    }
    return EvmJsonValues.inconsistent("the block after " + after + " has another parent");
  }
}
