package coffer.core.payment;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The terms that a quote promised.
///
/// @param worth the part of the price that `due` covers, in price units; empty = any sum
/// @param due in base units of the asset; empty = any sum
/// @param surcharge what fees and insurance add to the price, in percent
/// @param validUntil until when the rate holds
/// @param unconfirmedCap the merchant accepts payments up to this amount, in base units, before
///     they are in a block; empty = none
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

  /// Whether a payment of that time counts at the quote's rate.
  boolean holds(Instant paidAt) {
    return due.isPresent() && !paidAt.isAfter(validUntil);
  }

  /// Selects the quote of a payment that was sent at some time from `earliest` to `latest`: the
  /// last quote made by `earliest`, unless another one that still held at `earliest` and was made
  /// by `latest` is better for the payer, or asks for exactly this amount. A payment that covers
  /// all that its quote asks for stays with that quote.
  ///
  /// @param quotes of one invoice and asset, oldest first
  /// @return empty if there are no quotes
  static Optional<QuoteTerms> best(
      List<QuoteTerms> quotes, Instant earliest, Instant latest, BigInteger units) {
    var found = atTime(quotes, QuoteTerms::createdAt, earliest);
    var exact =
        quotes.stream()
            .filter(quote -> quote.holds(earliest) && !quote.createdAt.isAfter(latest))
            .filter(quote -> quote.due.equals(Optional.of(units)))
            .reduce((_, newer) -> newer);
    if (exact.isPresent()) return exact;
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

  /// The part of the price that the amount covers, in price units.
  private BigInteger covers(BigInteger units) {
    if (worth.isEmpty() || due.isEmpty()) return BigInteger.ZERO;
    return worth.get().multiply(units).divide(due.get()).min(worth.get());
  }

  /// The last element that began by that time. Clocks differ a little, so a time before the first
  /// element belongs to the first one.
  static <T> Optional<T> atTime(List<T> inOrder, Function<T, Instant> begin, Instant time) {
    Optional<T> found = inOrder.stream().findFirst();
    for (var each : inOrder) {
      if (!begin.apply(each).isAfter(time)) found = Optional.of(each);
    }
    return found;
  }
}
