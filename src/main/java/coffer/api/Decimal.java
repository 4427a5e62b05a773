package coffer.api;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;

/// A decimal number of a request. Nobody types 16 significant digits: a JSON number that has them
/// is the result of binary floating-point arithmetic (`0.1 + 0.2` is 0.30000000000000004), so it is
/// taken as the 15 digits that such a number holds, and rounded to what the currency can express. A
/// number in a string, and a shorter one, is taken exactly or not at all.
///
/// @param value at most 15 significant digits where it was computed
/// @param computed whether it may be rounded
public record Decimal(BigDecimal value, boolean computed) {
  private static final MathContext BINARY = new MathContext(15, RoundingMode.HALF_UP);

  // Beyond these a number is no amount, and is never written out: 1e999999999.
  private static final int MAX_DIGITS = 18;
  private static final int MAX_DECIMALS = 36;

  public static Decimal exact(BigDecimal value) {
    return new Decimal(value, false);
  }

  /// @param number as it is written in JSON
  public static Decimal json(BigDecimal number) {
    long magnitude = (long) number.precision() - number.scale();
    if (magnitude > MAX_DIGITS || number.precision() <= BINARY.getPrecision()) {
      return exact(number);
    }
    if (number.stripTrailingZeros().precision() <= BINARY.getPrecision()) return exact(number);
    if (magnitude < -MAX_DECIMALS) return new Decimal(BigDecimal.ZERO, true);
    return new Decimal(number.round(BINARY), true);
  }

  /// The number with at most so many decimals: rounded half up if it was computed.
  ///
  /// @return empty if it was typed, with more
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
