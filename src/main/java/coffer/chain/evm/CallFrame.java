package coffer.chain.evm;

import coffer.core.chain.Address;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One call of a traced transaction, with the calls made inside it.
///
/// @param value the amount that it moved; zero for types that move nothing (delegatecall,
///     staticcall)
/// @param to empty if the creation of a contract failed
/// @param failed whether it was undone, with all calls inside it
record CallFrame(
    Optional<Address> from,
    Optional<Address> to,
    BigInteger value,
    boolean failed,
    List<CallFrame> calls) {

  /// The transfers inside this call, without its own.
  ///
  /// At each depth, the path of a transfer counts only the calls that moved something or contain
  /// one that did: tracers differ in whether they list the others.
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
