package coffer.core.chain;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A move of an asset as a chain reports it, with its place inside the transaction.
///
/// @param txid spelled as the chain spells it
/// @param position `out:n`; `log:n` counted from the transaction's first log in its receipt;
///     `call:path`; `value` for the transaction's own value; `fee` for what its sender paid to have
///     it mined; `in:n` for a spent output
/// @param from who paid; empty where the chain does not tell
/// @param to who was paid; empty for a fee and for a spent output
/// @param units more than zero
/// @param block empty while it is in no block
/// @param spends the outpoints that its transaction spends, where the chain has such: an
///     unconfirmed one that spends one of them, too, is replaced by it
/// @param maturity confirmations before which nobody may count it: 100 for what a Bitcoin block
///     made, 0 for all else
/// @param facts what the chain says of the cost (energy, bandwidth), by name
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

  /// Whether it comes from the very address that it goes to: nothing moved.
  public boolean toItself() {
    return from.isPresent() && from.equals(to);
  }

  /// The output that it is, where outputs are spent.
  public Optional<Outpoint> outpoint() {
    return Outpoint.of(txid, position);
  }
}
