package coffer.core.chain;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A transfer of an asset as a chain reports it, with its position in the transaction.
///
/// @param txid in the notation of the chain
/// @param position `out:n` for an output; `in:n` for a spent output; `log:n` counted from the
///     transaction's first log in its receipt; `call:path` for an internal call; `value` for the
///     transaction's own value; `fee` for what its sender paid to have it mined
/// @param from the sender; empty where the chain does not report it
/// @param to the receiver; empty for a fee and for a spent output
/// @param units more than zero
/// @param block empty while unconfirmed
/// @param spends the outpoints that its transaction spends, where the chain has outpoints. It
///     replaces an unconfirmed transaction that spends one of them as well
/// @param maturity confirmations before which it must not count: 100 for a Bitcoin coinbase output,
///     0 for all others
/// @param facts what the chain reports about the cost (energy, bandwidth), by name
public record Transfer(
    String txid,
    String position,
    Asset asset,
    Optional<Address> from,
    Optional<Address> to,
    BigInteger units,
    Optional<BlockHeader> block,
    List<String> spends,
    int maturity,
    Map<String, String> facts) {
  public Transfer {
    if (units.signum() <= 0) throw new IllegalArgumentException("a transfer moves something");
  }

  /// The same transfer at another position.
  public Transfer at(String otherPosition) {
    return new Transfer(
        txid, otherPosition, asset, from, to, units, block, spends, maturity, facts);
  }

  /// Whether sender and receiver are the same address, so that nothing moved.
  public boolean toItself() {
    return from.isPresent() && from.equals(to);
  }

  /// The outpoint of the transfer, if it is an output.
  public Optional<Outpoint> outpoint() {
    return Outpoint.of(txid, position);
  }
}
