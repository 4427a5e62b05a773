package coffer.chain.evm;

import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import coffer.core.chain.Address;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What contracts pay inside transactions, as the node traces it.
final class Traces {
  /// @param path which of the calls inside the transaction: `0`, `0.1`
  record Move(String txid, String path, Address from, Address to, BigInteger value) {}

  /// The moves inside the transactions of a block, beside the transactions' own values.
  List<Move> of(Node node, RawBlock block) {
    var moves = new ArrayList<Move>();
    var frames = byCallTracer(node, block).orElseGet(() -> byTraceBlock(node, block));
    for (int i = 0; i < frames.size(); i++) {
      moves.addAll(frames.get(i).moves(block.transactions().get(i).txid()));
    }
    return moves;
  }

  private static Optional<List<Frame>> byCallTracer(Node node, RawBlock block) {
    if (!node.hasCallTracer()) return Optional.empty();
    var params = "[\"" + block.header().hash() + "\",{\"tracer\":\"callTracer\"}]";
    try {
      var reader = new TraceReader(block);
      var frames = node.call("debug_traceBlockByHash", params, reader::callTracer);
      return Optional.of(frames.orElseThrow(() -> Decode.inconsistent("no traces")));
    } catch (Unsupported _) {
      node.lacksCallTracer();
      return Optional.empty();
    }
  }

  private static List<Frame> byTraceBlock(Node node, RawBlock block) {
    var params = "[\"" + Hex.text(block.header().height()) + "\"]";
    try {
      return node.call("trace_block", params, new TraceReader(block)::traceBlock)
          .orElseThrow(() -> Decode.inconsistent("no traces"));
    } catch (Unsupported e) {
      throw new SourceException(
          Kind.BROKEN, "the node traces neither by debug_traceBlockByHash nor by trace_block", e);
    }
  }
}
