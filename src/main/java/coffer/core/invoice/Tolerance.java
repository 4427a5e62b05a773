package coffer.core.invoice;

import coffer.core.chain.Asset;
import java.math.BigInteger;
import java.util.Optional;

/// How far what is paid on a quote may be from its sum. Fixed when the quote is made: a catalogue
/// that changes later judges no invoice anew. All in coin units, none negative.
///
/// @param slack what may be missing from a payment in full
/// @param excess what may be too much without being an overpayment
/// @param dust a payment of less is dust: it is booked, but counts only in whole multiples of this
///     (see [Standing]) and has no events
public record Tolerance(BigInteger slack, BigInteger excess, BigInteger dust) {
  /// What is exact: money that was applied by command.
  static final Tolerance NONE = new Tolerance(BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO);

  private static final BigInteger HUNDRED = BigInteger.valueOf(100);

  /// Beside what the asset itself may take, a rest that no wallet can send may be missing. Neither
  /// this nor dust is more than 1 % of the sum.
  ///
  /// @param due empty = any sum
  /// @param least the least that a wallet can send
  static Tolerance of(Asset asset, Optional<BigInteger> due, BigInteger least) {
    var excess = asset.dustUnits().max(least);
    if (due.isEmpty()) return new Tolerance(BigInteger.ZERO, excess, asset.dustUnits());
    var percent = due.get().divide(HUNDRED);
    var unsendable = least.subtract(BigInteger.ONE).min(percent);
    return new Tolerance(
        asset.slack(due.get()).add(unsendable), excess, asset.dustUnits().min(percent));
  }
}
