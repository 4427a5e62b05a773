package coffer.core.invoice;

import coffer.core.chain.Asset;
import java.math.BigInteger;
import java.util.Optional;

/// How far a payment may differ from the sum due of its quote. Fixed when the quote is made: a
/// later change of the catalogue does not affect it. All values are in base units, zero or more.
///
/// @param slack what may be missing from a full payment
/// @param excess what may be too much without being an overpayment
/// @param dust a smaller payment is dust: it is booked, but counts only in whole multiples of this
///     (see [Standing]) and has no events
public record Tolerance(BigInteger slack, BigInteger excess, BigInteger dust) {
  /// No tolerance, for payments that a command applied.
  static final Tolerance NONE = new Tolerance(BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO);

  private static final BigInteger HUNDRED = BigInteger.valueOf(100);

  /// Besides the asset's slack, a rest that no wallet can send may be missing, up to 1 % of the sum
  /// due. Dust is limited to 1 % of the sum due too.
  ///
  /// @param due in base units; empty = any amount: then the slack is zero and dust has no limit
  /// @param least the minimum that a wallet can send, in base units
  static Tolerance of(Asset asset, Optional<BigInteger> due, BigInteger least) {
    var excess = asset.dustUnits().max(least);
    if (due.isEmpty()) return new Tolerance(BigInteger.ZERO, excess, asset.dustUnits());
    var percent = due.get().divide(HUNDRED);
    var unsendable = least.subtract(BigInteger.ONE).min(percent);
    return new Tolerance(
        asset.slack(due.get()).add(unsendable), excess, asset.dustUnits().min(percent));
  }
}
