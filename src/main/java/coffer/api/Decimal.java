package coffer.api;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;

/// A decimal number of a request. A JSON number with more than 15 significant digits is treated as
/// the result of binary floating-point arithmetic (`0.1 + 0.2` is 0.30000000000000004): it is
/// rounded to 15 digits, the precision of a double, and may later be rounded to the currency's
/// decimals. A shorter number, or a number in a string, is used exactly or rejected.
///
/// @param value at most 15 significant digits if `computed`
/// @param computed whether the number may be rounded
public record Decimal(BigDecimal value, boolean computed) {
  private static final MathContext BINARY = new MathContext(15, RoundingMode.HALF_UP);

  // Numbers beyond these limits are no amounts and are never expanded: 1e999999999.
  private static final int MAX_DIGITS = 18;
  private static final int MAX_DECIMALS = 36;

  public static Decimal exact(BigDecimal value) {
    return new Decimal(value, false);
  }

  /// @param number as written in JSON
  public static Decimal json(BigDecimal number) {
    long magnitude = (long) number.precision() - number.scale();
    if (magnitude > MAX_DIGITS || number.precision() <= BINARY.getPrecision()) {
      return exact(number);
    }
    if (number.stripTrailingZeros().precision() <= BINARY.getPrecision()) return exact(number);
    if (magnitude < -MAX_DECIMALS) return new Decimal(BigDecimal.ZERO, true);
    return new Decimal(number.round(BINARY), true);
  }

  /// The number with at most this many decimals, rounded half up if it was computed.
  ///
  /// @return empty if an exact number has more decimals
  public Optional<BigDecimal> at(int decimals) {
    if (value.signum() == 0 || value.stripTrailingZeros().scale() <= decimals) {
      return Optional.of(value);
    }
    return computed
        ? Optional.of(value.setScale(decimals, RoundingMode.HALF_UP))
        : Optional.empty();
  }

  public int signum() {
    return value.signum();
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
