package coffer.core.rate;

import coffer.core.money.Denomination;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What one source reports: at that time one `base` cost `value` of `quote`.
///
/// @param value more than 0, below 1e30, rounded half-even to [#SCALE] decimals, as a row stores it
/// @param source the name of a [RateSource]
/// @param at when the rate was valid, in microseconds: the time of the response, or the time that
///     the source states
public record Rate(
    Denomination base, Denomination quote, BigDecimal value, String source, Instant at) {
  public static final int SCALE = 18;
  /// The rate of any currency in itself.
  static final BigDecimal SAME = BigDecimal.ONE.setScale(SCALE);
  static final Comparator<Rate> BY_KEY =
      Comparator.<Rate, String>comparing(rate -> rate.base().code())
          .thenComparing(rate -> rate.quote().code())
          .thenComparing(Rate::source)
          .thenComparing(Rate::at);
  private static final int WHOLE_DIGITS = 30;

  public Rate {
    if (base.equals(quote)) throw new IllegalArgumentException("a rate of " + base + " in itself");
    value = rounded(value).orElseThrow(() -> new IllegalArgumentException("a rate out of range"));
    at = at.truncatedTo(ChronoUnit.MICROS);
  }

  public Rate(Pair pair, BigDecimal value, String source, Instant at) {
    this(pair.base(), pair.quote(), value, source, at);
  }

  /// The key of its series: the rates of one source for one pair.
  List<String> series() {
    return List.of(base.code(), quote.code(), source);
  }

  /// Rounds half-even to [#SCALE] decimals. Empty if the result is not between 0 and 1e30, both
  /// excluded.
  static Optional<BigDecimal> rounded(BigDecimal value) {
    // Checked before rounding: 1e-999999999 would be expanded to that many digits.
    if (wholeDigits(value) < -SCALE || wholeDigits(value) > WHOLE_DIGITS) return Optional.empty();
    return Optional.of(value.setScale(SCALE, RoundingMode.HALF_EVEN))
        .filter(rounded -> rounded.signum() > 0 && wholeDigits(rounded) <= WHOLE_DIGITS);
  }

  private static long wholeDigits(BigDecimal value) {
    return value.precision() - (long) value.scale();
  }
}
