package coffer.web;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/// An amount as text. The decimal separator is always a point, so that the text can be copied
/// anywhere.
///
/// @param text without an exponent
/// @param code of the currency or the asset
public record DisplayAmount(String text, String code) {
  /// Separates groups of three digits: a narrow space without a line break.
  private static final String GAP = "\u202f";

  /// An amount of coins, without trailing zeros.
  public static DisplayAmount coins(BigDecimal amount, String code) {
    return new DisplayAmount(plain(amount), code);
  }

  /// An amount in the currency of a price, for reading only: with the currency's usual decimals,
  /// rounded down, in groups of three digits.
  public static DisplayAmount price(BigDecimal amount, String code) {
    int usual = decimals(code);
    if (usual < 0) return new DisplayAmount(plain(amount), code);
    var places = Math.max(usual, Math.min(8, amount.stripTrailingZeros().scale()));
    var text = amount.setScale(places, RoundingMode.DOWN).toPlainString();
    return new DisplayAmount(grouped(text), code);
  }

  /// The same for price units (1e-8), rounded to the currency's usual decimals: for amounts that
  /// were computed with a rate.
  public static DisplayAmount rounded(BigInteger units, String code, RoundingMode rounding) {
    var amount = new BigDecimal(units, 8);
    int usual = decimals(code);
    if (usual < 0) return new DisplayAmount(plain(amount), code);
    return new DisplayAmount(grouped(amount.setScale(usual, rounding).toPlainString()), code);
  }

  /// A rate with 2 decimals, or 6 if it is below 1.
  static String rate(BigDecimal rate) {
    int places = rate.compareTo(BigDecimal.ONE) >= 0 ? 2 : 6;
    return grouped(plain(rate.setScale(places, RoundingMode.HALF_UP)));
  }

  private static String plain(BigDecimal amount) {
    var stripped = amount.stripTrailingZeros();
    return (stripped.scale() < 0 ? stripped.setScale(0) : stripped).toPlainString();
  }

  /// @return -1 if the code is not a national currency
  private static int decimals(String code) {
    try {
      return java.util.Currency.getInstance(code).getDefaultFractionDigits();
    } catch (IllegalArgumentException _) {
      return -1;
    }
  }

  private static String grouped(String text) {
    int point = text.indexOf('.');
    var whole = point < 0 ? text : text.substring(0, point);
    var rest = point < 0 ? "" : text.substring(point);
    return whole.replaceAll("(?<=\\d)(?=(\\d{3})+$)", GAP) + rest;
  }
}
