package coffer.chain.evm;

import coffer.core.chain.Address;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One call of a traced transaction and those made inside it.
///
/// @param value what it moved; zero for kinds that move nothing (delegatecall, staticcall)
/// @param to empty where a contract could not be made
/// @param failed undone, with all inside it
record CallFrame(
    Optional<Address> from,
    Optional<Address> to,
    BigInteger value,
    boolean failed,
    List<CallFrame> calls) {

  /// The moves inside, not the frame's own.
  ///
  /// A move's path counts, at each depth, only the calls that moved something or hold one that
  /// did: tracers disagree on whether others are listed at all.
  List<InternalTransfers.Move> moves(String txid) {
    var moves = new ArrayList<InternalTransfers.Move>();
    if (!failed) inside(txid, "", moves);
    return moves;
  }

  private void inside(String txid, String prefix, List<InternalTransfers.Move> into) {
    var place = 0;
    for (var call : calls) {
      var path = prefix + place;
      var before = into.size();
      call.collect(txid, path, into);
      if (into.size() > before) place++;
    }
  }

  private void collect(String txid, String path, List<InternalTransfers.Move> into) {
    if (failed) return;
    if (value.signum() > 0 && from.isPresent() && to.isPresent()) {
      into.add(new InternalTransfers.Move(txid, path, from.get(), to.get(), value));
    }
    inside(txid, path + ".", into);
  }
}
