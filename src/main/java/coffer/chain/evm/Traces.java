package coffer.chain.evm;

import coffer.chain.Refused;
import coffer.chain.SourceException.Kind;
import coffer.core.chain.Address;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// What contracts pay inside transactions, as the node traces it.
final class Traces {
  /// @param path which of the calls inside the transaction: `0`, `0.1`
  record Move(String txid, String path, Address from, Address to, BigInteger value) {}

  /// The moves inside the transactions of a block, beside the transactions' own values.
  List<Move> of(Node node, RawBlock block) {
    var moves = new ArrayList<Move>();
    var frames = node.tracing().ask(way -> frames(node, block, way));
    for (int i = 0; i < frames.size(); i++) {
      moves.addAll(frames.get(i).moves(block.transactions().get(i).txid()));
    }
    return moves;
  }

  private static List<Frame> frames(Node node, RawBlock block, Node.Tracing way) {
    var reader = new TraceReader(block);
    var header = block.header();
    var answer =
        switch (way) {
          case CALL_TRACER ->
              node.call(
                  "debug_traceBlockByHash",
                  "[\"" + header.hash() + "\",{\"tracer\":\"callTracer\"}]",
                  reader::callTracer);
          case TRACE_BLOCK ->
              node.call(
                  "trace_block", "[\"" + Hex.text(header.height()) + "\"]", reader::traceBlock);
        };
    return answer.orElseThrow(() -> new Refused(Kind.INCONSISTENT, way + ": no traces"));
  }
}
