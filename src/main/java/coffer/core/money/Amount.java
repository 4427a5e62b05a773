package coffer.core.money;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/// A number of base units of a currency, zero or more and at most [#MAX]. Only postings of the
/// ledger have a sign.
public record Amount(BigInteger units, Currency currency) implements Comparable<Amount> {
  /// The largest amount: the limit of the database type numeric(78,0).
  public static final BigInteger MAX = BigInteger.TEN.pow(78).subtract(BigInteger.ONE);

  /// The largest amount that is quoted, or booked from one transfer. No real asset has so many
  /// units, and the sum of 10^17 transfers of this size is still below [#MAX].
  public static final BigInteger MAX_BOOKED = BigInteger.TEN.pow(60);

  /// @throws IllegalArgumentException if `units` is negative or more than [#MAX]
  public Amount {
    if (units.signum() < 0) throw new IllegalArgumentException("negative amount: " + units);
    if (units.compareTo(MAX) > 0) throw new IllegalArgumentException("amount too large");
  }

  public static Amount of(long units, Currency currency) {
    return new Amount(BigInteger.valueOf(units), currency);
  }

  public static Amount zero(Currency currency) {
    return new Amount(BigInteger.ZERO, currency);
  }

  /// Converts a decimal number: `12.5` USDT becomes 12,500,000 units.
  ///
  /// @throws ArithmeticException if the number has more decimals than the currency
  /// @throws IllegalArgumentException if it is negative or too large
  public static Amount ofDecimal(BigDecimal number, Currency currency) {
    // A huge exponent (1e999999999) must be rejected before the number is expanded.
    if (number.precision() - (long) number.scale() > 78) {
      throw new IllegalArgumentException("amount too large");
    }
    if (number.stripTrailingZeros().scale() > currency.decimals()) {
      throw new ArithmeticException("more than " + currency.decimals() + " decimals");
    }
    return new Amount(
        number.setScale(currency.decimals(), RoundingMode.UNNECESSARY).unscaledValue(), currency);
  }

  /// The amount in whole units of the currency, with [Currency#decimals] decimals.
  public BigDecimal toDecimal() {
    return new BigDecimal(units, currency.decimals());
  }

  /// The decimal number for people: without exponent and trailing zeros.
  public String text() {
    var stripped = toDecimal().stripTrailingZeros();
    return (stripped.scale() < 0 ? stripped.setScale(0) : stripped).toPlainString();
  }

  /// @throws IllegalArgumentException if the currencies differ, or the sum is more than [#MAX]
  public Amount plus(Amount other) {
    return new Amount(units.add(same(other).units), currency);
  }

  /// @throws IllegalArgumentException if the currencies differ, or the other amount is larger
  public Amount minus(Amount other) {
    return new Amount(units.subtract(same(other).units), currency);
  }

  /// @throws IllegalArgumentException if the currencies differ
  @Override
  public int compareTo(Amount other) {
    return units.compareTo(same(other).units);
  }

  private Amount same(Amount other) {
    if (!currency.equals(other.currency)) {
      throw new IllegalArgumentException(currency.code() + " is not " + other.currency.code());
    }
    return other;
  }

  @Override
  public String toString() {
    return text() + " " + currency.code();
  }
}
