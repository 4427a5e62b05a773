package coffer.core.invoice;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// How an invoice stands: one pure function of its payments, the clocks of its chains and the
/// merchant's mark. Dialects translate this record and nothing else.
///
/// Dust counts in whole multiples of the quote's [Tolerance#dust]: what a stranger sends for almost
/// nothing changes nothing, and who pays in very small parts is credited all but less than one of
/// them.
///
/// @param quoted whether an asset was chosen
/// @param seen what the payments seen are worth, in price units (1e-8)
/// @param confirmed the same of the confirmed ones that are not held
/// @param price in price units; empty = open
/// @param over more than the price was seen, by more than a quote's [Tolerance#excess]
/// @param late a payment that counts and is no dust came after the expiry
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

  /// A rate is rounded itself: digits after these must not take away a whole price unit.
  private static final int GUARD_DIGITS = 2;

  /// One quote and what was paid on it.
  ///
  /// @param worth the part of the price that `due` covers; empty on an open invoice
  /// @param due in coin units; empty on an open invoice
  /// @param unitWorth what one coin unit is worth at the quote's rate, in price units
  /// @param clock of its chain
  public record Quoted(
      Optional<BigInteger> worth,
      Optional<BigInteger> due,
      BigDecimal unitWorth,
      Tolerance leeway,
      Instant clock,
      List<Paid> paid) {

    /// The coin units that count at this quote's rate: all of what is no dust, and of the dust as
    /// many whole multiples as there are. Dust that completes the sum completes it, but no more.
    ///
    /// @param some of the payments
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

    /// What these payments are worth, in price units. Those at the quote's rate are summed first:
    /// ten tenths make one.
    private BigInteger worth(List<Paid> some) {
      var own = some.stream().filter(each -> each.worth().isPresent()).toList();
      var units = sum(own.stream().filter(Paid::dust));
      var dust = worths(own.stream().filter(Paid::dust));
      if (units.signum() > 0) dust = dust.multiply(multiples(units)).divide(units);
      var others = worths(own.stream().filter(each -> !each.dust()));
      return others.add(dust).add(atRate(units(some)));
    }

    /// What coin units are worth on this quote, in price units: the part of the price that they
    /// cover, all of it where no more is missing than may be. What is beyond the sum due counts by
    /// the rate, since that sum may have been raised to what a wallet can send. Nothing on an open
    /// invoice, where no rate was promised.
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

    /// Dust alone is not late until there is a whole multiple of it.
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

  /// A payment that counts, or dust of one kind together: then `at` is the time of the last of it.
  ///
  /// @param worth in price units, where it does not count by its quote (late for the rate, or open)
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

  /// @param now the wall clock: used only while nothing is quoted
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

  /// Whether a payer may ask how much to send: until it expires, and for the rest, once a part was
  /// seen, as long as money counts.
  public boolean payable(Instant expiresAt, Instant monitorUntil, Instant now) {
    boolean part = seen.signum() > 0;
    return switch (status) {
      case OPEN -> !now.isAfter(part ? monitorUntil : expiresAt);
      case EXPIRED -> part && now.isBefore(monitorUntil);
      case CONFIRMING, SETTLED, CANCELLED, ARCHIVED -> false;
    };
  }

  /// What was not seen of the price, in price units; empty on an open invoice.
  public Optional<BigInteger> missing() {
    return price.map(all -> all.subtract(seen).max(BigInteger.ZERO));
  }

  /// Whether enough is confirmed, whatever the merchant's mark says.
  boolean paidInFull(Terms terms) {
    return enough(terms, confirmed);
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
