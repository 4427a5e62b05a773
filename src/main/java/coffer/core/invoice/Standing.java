package coffer.core.invoice;

import coffer.core.chain.Asset;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// How an invoice stands: one pure function of its payments, the clocks of its chains and the
/// merchant's mark. Dialects translate this record and nothing else.
///
/// @param quoted whether an asset was chosen
/// @param seen what the payments seen are worth, in price units (1e-8)
/// @param confirmed the same of the confirmed ones that are not held
/// @param price in price units; empty = open
/// @param over more than the price by more than dust was seen
/// @param late a payment that counts came after the expiry
/// @param risk the worst of its payments
public record Standing(
    Status status,
    boolean quoted,
    BigInteger seen,
    BigInteger confirmed,
    Optional<BigInteger> price,
    boolean over,
    boolean late,
    Risk risk,
    Optional<Mark.Kind> mark) {

  /// What is asked for.
  ///
  /// @param price in price units; empty = any amount will do
  /// @param tolerancePercent how much of it may be missing, 0 to 100
  /// @param ended by the merchant's word its time is over, whatever the clocks say
  public record Terms(
      Optional<BigInteger> price,
      BigDecimal tolerancePercent,
      Instant expiresAt,
      boolean ended,
      Optional<Mark.Kind> mark) {}

  /// One quote and what was paid on it.
  ///
  /// @param worth the part of the price that `due` covers; empty on an open invoice
  /// @param due in coin units; empty on an open invoice
  /// @param clock of its chain
  public record Quoted(
      Optional<BigInteger> worth,
      Optional<BigInteger> due,
      Asset asset,
      Instant clock,
      List<Paid> paid) {}

  /// A payment that counts.
  ///
  /// @param worth in price units, where it does not count by its quote (late for the rate, or open)
  public record Paid(
      BigInteger units, Optional<BigInteger> worth, Instant at, boolean confirmed, Risk risk) {
    boolean counts() {
      return risk != Risk.REFUSED;
    }

    boolean settles() {
      return confirmed && risk == Risk.NONE;
    }
  }

  /// @param now the wall clock: used only while nothing is quoted
  public static Standing of(Terms terms, List<Quoted> quotes, Instant now) {
    var seen = BigInteger.ZERO;
    var confirmed = BigInteger.ZERO;
    var dust = BigInteger.ZERO;
    for (var quote : quotes) {
      seen = seen.add(worth(quote, quote.paid().stream().filter(Paid::counts).toList()));
      confirmed = confirmed.add(worth(quote, quote.paid().stream().filter(Paid::settles).toList()));
      dust = dust.max(dust(quote));
    }
    var limit = terms.price().map(dust::add);
    var total = seen;
    return new Standing(
        status(terms, quotes, seen, confirmed, now),
        !quotes.isEmpty(),
        seen,
        confirmed,
        terms.price(),
        limit.map(most -> total.compareTo(most) > 0).orElse(false),
        late(terms, quotes),
        risk(quotes),
        terms.mark());
  }

  private static Status status(
      Terms terms, List<Quoted> quotes, BigInteger seen, BigInteger confirmed, Instant now) {
    if (terms.mark().isPresent()) return terms.mark().get().status();
    if (enough(terms, confirmed)) return Status.SETTLED;
    if (enough(terms, seen)) return Status.CONFIRMING;
    return expired(terms, quotes, now) ? Status.EXPIRED : Status.OPEN;
  }

  /// More than nothing, and all of the price but what may be missing.
  private static boolean enough(Terms terms, BigInteger worth) {
    if (worth.signum() == 0) return false;
    if (terms.price().isEmpty()) return true;
    var hundred = BigDecimal.valueOf(100);
    var least =
        new BigDecimal(terms.price().get()).multiply(hundred.subtract(terms.tolerancePercent()));
    return new BigDecimal(worth).multiply(hundred).compareTo(least) >= 0;
  }

  /// The chains' clocks decide, so that a node that was away cannot expire a paid invoice.
  private static boolean expired(Terms terms, List<Quoted> quotes, Instant now) {
    if (terms.ended()) return true;
    if (quotes.isEmpty()) return now.isAfter(terms.expiresAt());
    return quotes.stream().allMatch(quote -> quote.clock().isAfter(terms.expiresAt()));
  }

  /// What payments on one quote are worth: those at its rate are summed first, so that ten tenths
  /// make one.
  private static BigInteger worth(Quoted quote, List<Paid> paid) {
    var atRate = BigInteger.ZERO;
    var others = BigInteger.ZERO;
    for (var payment : paid) {
      if (payment.worth().isPresent()) others = others.add(payment.worth().get());
      else atRate = atRate.add(payment.units());
    }
    return others.add(atRate(quote, atRate));
  }

  private static BigInteger atRate(Quoted quote, BigInteger sum) {
    if (sum.signum() == 0 || quote.due().isEmpty()) return BigInteger.ZERO;
    return atRate(quote.worth().orElseThrow(), quote.due().get(), quote.asset(), sum);
  }

  /// What coin units are worth at a quote's rate: all of it, where no more is missing than the
  /// asset itself may have taken.
  static BigInteger atRate(BigInteger worth, BigInteger due, Asset asset, BigInteger sum) {
    var whole = sum.compareTo(due) <= 0 && sum.add(asset.slack(due)).compareTo(due) >= 0;
    return whole ? worth : worth.multiply(sum).divide(due);
  }

  private static BigInteger dust(Quoted quote) {
    if (quote.due().isEmpty() || quote.paid().isEmpty()) return BigInteger.ZERO;
    var worth = new BigDecimal(quote.worth().orElseThrow().multiply(quote.asset().dustUnits()));
    return worth
        .divide(new BigDecimal(quote.due().get()), 0, RoundingMode.CEILING)
        .toBigIntegerExact();
  }

  private static boolean late(Terms terms, List<Quoted> quotes) {
    return quotes.stream()
        .flatMap(quote -> quote.paid().stream())
        .anyMatch(paid -> paid.counts() && paid.at().isAfter(terms.expiresAt()));
  }

  private static Risk risk(List<Quoted> quotes) {
    return quotes.stream()
        .flatMap(quote -> quote.paid().stream())
        .map(Paid::risk)
        .max(java.util.Comparator.naturalOrder())
        .orElse(Risk.NONE);
  }
}
