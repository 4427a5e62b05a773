package coffer.api.itispay;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Optional;

/// Amounts as numbers of JSON, and as whole numbers of the smallest part that a payer can type. At
/// most 8 decimals: clients read the whole ones into 64 bits.
final class JsonAmounts {
  private static final BigInteger MAX_UNITS = BigInteger.valueOf(Long.MAX_VALUE);

  private JsonAmounts() {}

  /// Without zeros at its end and without an exponent.
  static BigDecimal plain(BigDecimal number) {
    var stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  /// What was paid, never more than that.
  static BigDecimal paid(BigDecimal amount, int precision) {
    return plain(amount.setScale(precision, RoundingMode.DOWN));
  }

  /// What is due, never less than that.
  static BigDecimal due(BigDecimal amount, int precision) {
    return plain(amount.setScale(precision, RoundingMode.UP));
  }

  /// The amount in units of 10^-precision; empty if a client could not read the number.
  ///
  /// @param amount with no more decimals than that
  static Optional<Long> units(BigDecimal amount, int precision) {
    var units = amount.movePointRight(precision).toBigIntegerExact();
    return units.compareTo(MAX_UNITS) > 0 ? Optional.empty() : Optional.of(units.longValueExact());
  }

  /// The most that an invoice may ask for: its units fit, and so do those of twice as much.
  static BigDecimal most(int precision) {
    return new BigDecimal(MAX_UNITS.shiftRight(1), precision).setScale(0, RoundingMode.DOWN);
  }
}
