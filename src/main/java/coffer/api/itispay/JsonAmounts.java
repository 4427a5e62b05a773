package coffer.api.itispay;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Optional;

/// Amounts as JSON numbers and as whole numbers of the smallest unit that a payer can enter: at
/// most 8 decimals, because clients read the units into 64 bits.
final class JsonAmounts {
  private static final BigInteger MAX_UNITS = BigInteger.valueOf(Long.MAX_VALUE);

  private JsonAmounts() {}

  /// Without trailing zeros and without an exponent.
  static BigDecimal plain(BigDecimal number) {
    var stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  /// A paid amount, rounded down.
  static BigDecimal paid(BigDecimal amount, int precision) {
    return plain(amount.setScale(precision, RoundingMode.DOWN));
  }

  /// A due amount, rounded up.
  static BigDecimal due(BigDecimal amount, int precision) {
    return plain(amount.setScale(precision, RoundingMode.UP));
  }

  /// The amount in units of 10^-precision; empty if it does not fit into 64 bits.
  ///
  /// @param amount has at most `precision` decimals
  static Optional<Long> units(BigDecimal amount, int precision) {
    var units = amount.movePointRight(precision).toBigIntegerExact();
    return units.compareTo(MAX_UNITS) > 0 ? Optional.empty() : Optional.of(units.longValueExact());
  }

  /// The maximum amount of an invoice: the units of twice the amount still fit into 64 bits.
  static BigDecimal most(int precision) {
    return new BigDecimal(MAX_UNITS.shiftRight(1), precision).setScale(0, RoundingMode.DOWN);
  }
}
