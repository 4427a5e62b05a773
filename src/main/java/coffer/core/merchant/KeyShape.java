package coffer.core.merchant;

/// The form of a new key, so that people and programs recognize its purpose. Each dialect has its
/// own.
///
/// @param prefix `cof_live_`; may be empty
/// @param alphabet of the random characters after the prefix
/// @param length the number of random characters, which must give at least 128 bits
public record KeyShape(String prefix, String alphabet, int length) {
  private static final String DIGITS = "0123456789abcdef";
  private static final String LETTERS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int BITS = 128;

  public KeyShape {
    double bits = length * Math.log(alphabet.length()) / Math.log(2);
    if (bits < BITS) throw new IllegalArgumentException("a key that could be guessed");
  }

  /// 40 letters and digits: 238 random bits.
  public static KeyShape letters(String prefix) {
    return new KeyShape(prefix, LETTERS, 40);
  }

  /// @param digits how many hex digits
  public static KeyShape hex(String prefix, int digits) {
    return new KeyShape(prefix, DIGITS, digits);
  }
}
