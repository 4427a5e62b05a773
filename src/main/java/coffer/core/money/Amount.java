package coffer.core.money;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/// A number of base units of a currency, zero or more. Only the ledger's postings carry a sign.
public record Amount(BigInteger units, Currency currency) implements Comparable<Amount> {
  /// The most that the database can hold: numeric(78,0).
  public static final BigInteger MAX = BigInteger.TEN.pow(78).subtract(BigInteger.ONE);

  /// The most that is quoted or booked at once. No coin has so many units, and so many transfers of
  /// it as there can be have a sum below [#MAX].
  public static final BigInteger MAX_BOOKED = BigInteger.TEN.pow(60);

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

  /// Reads a decimal number: `12.5` USDT is 12,500,000 units.
  ///
  /// @throws ArithmeticException if the number has more decimals than the currency
  /// @throws IllegalArgumentException if it is negative or too large
  public static Amount ofDecimal(BigDecimal number, Currency currency) {
    // A huge exponent (1e999999999) must be refused before it is expanded.
    if (number.precision() - (long) number.scale() > 78) {
      throw new IllegalArgumentException("amount too large");
    }
    if (number.stripTrailingZeros().scale() > currency.decimals()) {
      throw new ArithmeticException("more than " + currency.decimals() + " decimals");
    }
    return new Amount(
        number.setScale(currency.decimals(), RoundingMode.UNNECESSARY).unscaledValue(), currency);
  }

  public BigDecimal toDecimal() {
    return new BigDecimal(units, currency.decimals());
  }

  /// The number as people write it: no exponent, no zeros at the end.
  public String text() {
    var stripped = toDecimal().stripTrailingZeros();
    return (stripped.scale() < 0 ? stripped.setScale(0) : stripped).toPlainString();
  }

  public Amount plus(Amount other) {
    return new Amount(units.add(same(other).units), currency);
  }

  /// @throws IllegalArgumentException if the other is larger
  public Amount minus(Amount other) {
    return new Amount(units.subtract(same(other).units), currency);
  }

  public boolean isZero() {
    return units.signum() == 0;
  }

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
