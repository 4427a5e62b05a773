package coffer.core.rate;

import coffer.core.money.Denomination;

/// A currency pair: the price of one `base` in units of `quote`. Written `BTC/EUR`.
public record Pair(Denomination base, Denomination quote) {
  public Pair {
    if (base.equals(quote)) throw new IllegalArgumentException("a pair of one: " + base);
  }

  /// Parses `BTC/EUR`.
  ///
  /// @throws IllegalArgumentException if the text is not two different codes with a slash between
  ///     them
  public static Pair of(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) throw new IllegalArgumentException("a pair is written BTC/EUR, not " + text);
    return new Pair(
        new Denomination(text.substring(0, slash)), new Denomination(text.substring(slash + 1)));
  }

  @Override
  public String toString() {
    return base + "/" + quote;
  }
}
