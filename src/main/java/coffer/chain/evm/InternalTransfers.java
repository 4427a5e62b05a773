package coffer.chain.evm;

import coffer.chain.NodeErrorResponse;
import coffer.chain.SourceException.Kind;
import coffer.core.chain.Address;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// Transfers that contracts make inside transactions, from the node's traces.
final class InternalTransfers {
  /// @param path the position of the call inside the transaction: `0`, `0.1`
  record Move(String txid, String path, Address from, Address to, BigInteger value) {}

  /// The transfers inside the transactions of a block, without the values of the transactions
  /// themselves.
  List<Move> of(EvmNodeClient node, EvmRawBlock block) {
    var moves = new ArrayList<Move>();
    var frames = node.tracing().ask(method -> frames(node, block, method));
    for (int i = 0; i < frames.size(); i++) {
      moves.addAll(frames.get(i).moves(block.transactions().get(i).txid()));
    }
    return moves;
  }

  private static List<CallFrame> frames(
      EvmNodeClient node, EvmRawBlock block, EvmNodeClient.Tracing method) {
    var reader = new TraceReader(block);
    var header = block.header();
    var answer =
        switch (method) {
          case CALL_TRACER ->
              node.call(
                  "debug_traceBlockByHash",
                  "[\"" + header.hash() + "\",{\"tracer\":\"callTracer\"}]",
                  reader::callTracer);
          case TRACE_BLOCK ->
              node.call(
                  "trace_block", "[\"" + EvmHex.text(header.height()) + "\"]", reader::traceBlock);
        };
    return answer.orElseThrow(
        () -> new NodeErrorResponse(Kind.INCONSISTENT, method + ": no traces"));
  }
}
