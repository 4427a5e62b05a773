package coffer.core.payment;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What a quote promised.
///
/// @param worth the part of the price that `due` covers; empty = any sum
/// @param due in coin units; empty = any sum
/// @param surcharge what fees and insurance add to the price, in percent
/// @param validUntil until when the rate holds
/// @param unconfirmedCap up to this a payment counts before it is in a block, if the merchant says
///     so
record QuoteTerms(
    long id,
    long invoiceId,
    int assetId,
    Optional<BigInteger> worth,
    Optional<BigInteger> due,
    BigDecimal rate,
    BigDecimal surcharge,
    Instant createdAt,
    Instant validUntil,
    Optional<BigInteger> unconfirmedCap) {

  /// Whether a payment of that time counts by the quote's rate.
  boolean holds(Instant paidAt) {
    return due.isPresent() && !paidAt.isAfter(validUntil);
  }

  /// The promise that a payment falls under, sent at some time between the two: the last one made
  /// by the earlier time, unless another one that held in between is better for the payer. A
  /// payment of all that a quote asks for belongs to that quote.
  ///
  /// @param quotes of one invoice and asset, oldest first
  static Optional<QuoteTerms> best(
      List<QuoteTerms> quotes, Instant earliest, Instant latest, BigInteger units) {
    var found = atTime(quotes, QuoteTerms::createdAt, earliest);
    for (var quote : quotes) {
      if (!quote.holds(earliest) || quote.createdAt.isAfter(latest)) continue;
      if (quote.betterThan(found.orElseThrow(), earliest, units)) found = Optional.of(quote);
    }
    return found;
  }

  private boolean betterThan(QuoteTerms other, Instant time, BigInteger units) {
    if (!other.holds(time)) return true;
    return !other.isPaidBy(units) && covers(units).compareTo(other.covers(units)) > 0;
  }

  private boolean isPaidBy(BigInteger units) {
    return due.map(all -> units.compareTo(all) >= 0).orElse(true);
  }

  /// How much of its part of the price the sum covers.
  private BigInteger covers(BigInteger units) {
    if (worth.isEmpty() || due.isEmpty()) return BigInteger.ZERO;
    return worth.get().multiply(units).divide(due.get()).min(worth.get());
  }

  /// The last one that had begun by then. Clocks differ a little: what seems to come before the
  /// first one belongs to the first one.
  static <T> Optional<T> atTime(List<T> inOrder, Function<T, Instant> begin, Instant time) {
    Optional<T> found = inOrder.stream().findFirst();
    for (var each : inOrder) {
      if (!begin.apply(each).isAfter(time)) found = Optional.of(each);
    }
    return found;
  }
}
