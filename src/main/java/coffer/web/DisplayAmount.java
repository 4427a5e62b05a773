package coffer.web;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/// An amount as it is written: always with a point, so that it can be copied anywhere.
///
/// @param text without exponent
/// @param code of the currency or the asset
public record DisplayAmount(String text, String code) {
  /// Between groups of three digits: narrow, and no place to break a line.
  private static final String GAP = "\u202f";

  /// Coins, every digit that counts and no other.
  public static DisplayAmount coins(BigDecimal amount, String code) {
    return new DisplayAmount(plain(amount), code);
  }

  /// In the price's currency, with the decimals that are usual for it, rounded down, and groups of
  /// three digits: to be read, not to be copied.
  public static DisplayAmount price(BigDecimal amount, String code) {
    int usual = decimals(code);
    if (usual < 0) return new DisplayAmount(plain(amount), code);
    var places = Math.max(usual, Math.min(8, amount.stripTrailingZeros().scale()));
    var text = amount.setScale(places, RoundingMode.DOWN).toPlainString();
    return new DisplayAmount(grouped(text), code);
  }

  /// The same of price units (1e-8), in whole cents: for sums that come from a rate.
  static DisplayAmount rounded(BigInteger units, String code) {
    var amount = new BigDecimal(units, 8);
    int usual = decimals(code);
    if (usual < 0) return new DisplayAmount(plain(amount), code);
    return new DisplayAmount(
        grouped(amount.setScale(usual, RoundingMode.DOWN).toPlainString()), code);
  }

  /// With as many digits as a payer cares for.
  static String rate(BigDecimal rate) {
    int places = rate.compareTo(BigDecimal.ONE) >= 0 ? 2 : 6;
    return grouped(plain(rate.setScale(places, RoundingMode.HALF_UP)));
  }

  private static String plain(BigDecimal amount) {
    var stripped = amount.stripTrailingZeros();
    return (stripped.scale() < 0 ? stripped.setScale(0) : stripped).toPlainString();
  }

  /// @return -1 for what is no currency of a country
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
