package coffer.core.invoice;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The state of an invoice: a pure function of its payments, the clocks of its chains and the
/// merchant's mark. Dialects derive the status in their responses from this record and nothing
/// else.
///
/// Dust counts in whole multiples of the quote's [Tolerance#dust]. So dust that a stranger sends
/// for almost nothing has no effect, and a payer who pays in very small parts loses less than one
/// multiple.
///
/// @param quoted whether the invoice has a quote
/// @param seen the worth of the payments seen, in price units (1e-8)
/// @param confirmed the worth of the confirmed payments that are not held, in price units
/// @param price in price units; empty = any amount
/// @param over whether more than the price was seen, by more than the largest [Tolerance#excess] of
///     the paid quotes
/// @param late whether a payment that counts was sent after the expiry; dust only if at least one
///     whole multiple of it was
/// @param risk the highest risk of its payments
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

  /// What the merchant asks for.
  ///
  /// @param price in price units; empty = any amount
  /// @param tolerancePercent how much of the price may be missing, 0 to 100
  /// @param ended whether the merchant ended it, whatever the clocks are
  public record Terms(
      Optional<BigInteger> price,
      BigDecimal tolerancePercent,
      Instant expiresAt,
      boolean ended,
      Optional<Mark.Kind> mark) {}

  /// Rates are rounded: digits after these must not take away a whole price unit.
  private static final int GUARD_DIGITS = 2;

  /// One quote and the payments on it.
  ///
  /// @param worth the part of the price that `due` covers, in price units; empty = any amount
  /// @param due in base units of the asset; empty = any amount
  /// @param unitWorth the worth of one base unit at the quote's rate, in price units
  /// @param clock the clock of its chain
  public record Quoted(
      Optional<BigInteger> worth,
      Optional<BigInteger> due,
      BigDecimal unitWorth,
      Tolerance leeway,
      Instant clock,
      List<Paid> paid) {

    /// The base units that count at this quote's rate: all payments that are not dust, and whole
    /// multiples of the dust. If dust completes the sum due, the result is exactly that sum.
    ///
    /// @param some the payments to count
    BigInteger units(List<Paid> some) {
      var atRate = some.stream().filter(each -> each.worth().isEmpty()).toList();
      var dust = sum(atRate.stream().filter(Paid::dust));
      var others = sum(atRate.stream().filter(each -> !each.dust()));
      var counted = others.add(multiples(dust));
      if (due.isEmpty() || counted.compareTo(due.get()) >= 0) return counted;
      return isWhole(others.add(dust)) ? due.get() : counted;
    }

    private boolean isWhole(BigInteger units) {
      return units.signum() > 0
          && due.filter(all -> units.add(leeway.slack()).compareTo(all) >= 0).isPresent();
    }

    /// The worth of these payments, in price units. Payments at the quote's rate are added before
    /// rounding, so that ten payments of a tenth have the full worth.
    private BigInteger worth(List<Paid> some) {
      var own = some.stream().filter(each -> each.worth().isPresent()).toList();
      var units = sum(own.stream().filter(Paid::dust));
      var dust = worths(own.stream().filter(Paid::dust));
      if (units.signum() > 0) dust = dust.multiply(multiples(units)).divide(units);
      var others = worths(own.stream().filter(each -> !each.dust()));
      return others.add(dust).add(atRate(units(some)));
    }

    /// The worth of base units on this quote, in price units: the part of the price that they
    /// cover, or all of it if no more than the slack is missing. Units beyond the sum due count at
    /// the rate and not in proportion, because the sum may have been raised to what a wallet can
    /// send. Zero if the invoice has no price, because no rate was promised.
    BigInteger atRate(BigInteger units) {
      if (units.signum() == 0 || due.isEmpty()) return BigInteger.ZERO;
      var all = worth.orElseThrow();
      var beyond = units.subtract(due.get());
      if (beyond.signum() > 0) return all.add(byRate(beyond, RoundingMode.DOWN));
      return isWhole(units) ? all : all.multiply(units).divide(due.get());
    }

    private BigInteger byRate(BigInteger units, RoundingMode rounding) {
      return unitWorth
          .multiply(new BigDecimal(units))
          .setScale(GUARD_DIGITS, RoundingMode.HALF_EVEN)
          .setScale(0, rounding)
          .toBigIntegerExact();
    }

    private BigInteger excess() {
      if (due.isEmpty() || paid.isEmpty()) return BigInteger.ZERO;
      return byRate(leeway.excess(), RoundingMode.CEILING);
    }

    /// Whether a payment that counts is late; dust only if it adds up to a whole multiple.
    private boolean late(Instant expiresAt) {
      var late =
          paid.stream().filter(Paid::counts).filter(each -> each.at().isAfter(expiresAt)).toList();
      return late.stream().anyMatch(each -> !each.dust())
          || multiples(sum(late.stream())).signum() > 0;
    }

    private BigInteger multiples(BigInteger dust) {
      if (leeway.dust().signum() == 0) return dust;
      return dust.subtract(dust.mod(leeway.dust()));
    }

    private static BigInteger sum(Stream<Paid> some) {
      return some.map(Paid::units).reduce(BigInteger.ZERO, BigInteger::add);
    }

    private static BigInteger worths(Stream<Paid> some) {
      return some.map(each -> each.worth().orElseThrow()).reduce(BigInteger.ZERO, BigInteger::add);
    }
  }

  /// A payment, or the sum of dust payments that count alike.
  ///
  /// @param worth in price units; empty if it counts at its quote's rate
  /// @param at the time of the payment; of dust, none of the summed payments is later
  public record Paid(
      BigInteger units,
      Optional<BigInteger> worth,
      Instant at,
      boolean confirmed,
      Risk risk,
      boolean dust) {
    boolean counts() {
      return risk != Risk.REFUSED;
    }

    boolean settles() {
      return confirmed && risk == Risk.NONE;
    }
  }

  /// @param now the server's clock: used only if there are no quotes
  public static Standing of(Terms terms, List<Quoted> quotes, Instant now) {
    var seen = BigInteger.ZERO;
    var confirmed = BigInteger.ZERO;
    var excess = BigInteger.ZERO;
    for (var quote : quotes) {
      seen = seen.add(quote.worth(quote.paid().stream().filter(Paid::counts).toList()));
      confirmed = confirmed.add(quote.worth(quote.paid().stream().filter(Paid::settles).toList()));
      excess = excess.max(quote.excess());
    }
    var limit = terms.price().map(excess::add);
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

  /// Whether a payer can ask for a quote: until the expiry; after a part was seen, until monitoring
  /// ends.
  public boolean payable(Instant expiresAt, Instant monitorUntil, Instant now) {
    boolean part = seen.signum() > 0;
    return switch (status) {
      case OPEN -> !now.isAfter(part ? monitorUntil : expiresAt);
      case EXPIRED -> part && now.isBefore(monitorUntil);
      case CONFIRMING, SETTLED, CANCELLED, ARCHIVED -> false;
    };
  }

  /// The part of the price that was not seen, in price units; empty if any amount is accepted.
  public Optional<BigInteger> missing() {
    return price.map(all -> all.subtract(seen).max(BigInteger.ZERO));
  }

  /// Whether enough is confirmed, whatever the merchant's mark is.
  boolean paidInFull(Terms terms) {
    return enough(terms, confirmed);
  }

  /// More than zero, and at least the price minus the tolerance.
  private static boolean enough(Terms terms, BigInteger worth) {
    if (worth.signum() == 0) return false;
    if (terms.price().isEmpty()) return true;
    var hundred = BigDecimal.valueOf(100);
    var least =
        new BigDecimal(terms.price().get()).multiply(hundred.subtract(terms.tolerancePercent()));
    return new BigDecimal(worth).multiply(hundred).compareTo(least) >= 0;
  }

  /// The chains' clocks decide, so that a paid invoice does not expire while a node is not
  /// reachable.
  private static boolean expired(Terms terms, List<Quoted> quotes, Instant now) {
    if (terms.ended()) return true;
    if (quotes.isEmpty()) return now.isAfter(terms.expiresAt());
    return quotes.stream().allMatch(quote -> quote.clock().isAfter(terms.expiresAt()));
  }

  private static boolean late(Terms terms, List<Quoted> quotes) {
    return quotes.stream().anyMatch(quote -> quote.late(terms.expiresAt()));
  }

  private static Risk risk(List<Quoted> quotes) {
    return quotes.stream()
        .flatMap(quote -> quote.paid().stream())
        .map(Paid::risk)
        .max(java.util.Comparator.naturalOrder())
        .orElse(Risk.NONE);
  }
}
