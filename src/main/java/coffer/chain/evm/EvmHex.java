package coffer.chain.evm;

import java.math.BigInteger;
import java.util.Locale;

/// Numbers and bytes as JSON-RPC encodes them: `0x1a`, `0x00ff`. Reads directly from a parser's
/// buffer. Throws [NumberFormatException] on anything else.
final class EvmHex {
  private static final byte[] DIGITS = new byte[128];

  static {
    for (char c = 0; c < DIGITS.length; c++) DIGITS[c] = (byte) Character.digit(c, 16);
  }

  private EvmHex() {}

  static long quantity(char[] text, int offset, int length) {
    prefix(text, offset, length);
    if (length < 3 || length > 17) throw new NumberFormatException("not a quantity");
    var number = 0L;
    for (int i = offset + 2; i < offset + length; i++) number = number << 4 | digit(text[i]);
    if (number < 0) throw new NumberFormatException("quantity too large");
    return number;
  }

  static BigInteger number(char[] text, int offset, int length) {
    prefix(text, offset, length);
    if (length < 3 || length > 66) throw new NumberFormatException("not a number of 256 bits");
    var start = offset + 2;
    while (start < offset + length && text[start] == '0') start++;
    var digits = offset + length - start;
    if (digits < 16) return BigInteger.valueOf(digits == 0 ? 0 : word(text, start, digits));
    var bytes = new byte[(digits + 1) / 2];
    var odd = digits & 1;
    if (odd == 1) bytes[0] = (byte) digit(text[start]);
    for (int i = odd; i < bytes.length; i++) bytes[i] = pair(text, start + 2 * i - odd);
    return new BigInteger(1, bytes);
  }

  /// Up to 16 digits without a prefix, as a bit pattern.
  static long word(char[] text, int offset, int digits) {
    var number = 0L;
    for (int i = offset; i < offset + digits; i++) number = number << 4 | digit(text[i]);
    return number;
  }

  static byte[] bytes(char[] text, int offset, int length) {
    prefix(text, offset, length);
    if ((length & 1) != 0) throw new NumberFormatException("half a byte");
    return digits(text, offset + 2, length / 2 - 1);
  }

  /// Decodes `count` bytes, without a prefix.
  static byte[] digits(char[] text, int offset, int count) {
    var bytes = new byte[count];
    digits(text, offset, bytes, 0, count);
    return bytes;
  }

  /// Decodes the last bytes of a text into the array from `at` up to `end`.
  static void last(char[] text, int offset, int length, byte[] into, int at, int end) {
    prefix(text, offset, length);
    digits(text, offset + length - 2 * (end - at), into, at, end);
  }

  private static void digits(char[] text, int offset, byte[] into, int at, int end) {
    for (int i = at; i < end; i++, offset += 2) into[i] = pair(text, offset);
  }

  /// Decodes a number into the array from `at` up to `end`, big-endian.
  static void number(char[] text, int offset, int length, byte[] into, int at, int end) {
    prefix(text, offset, length);
    var digits = length - 2;
    if (digits < 1 || digits > 2 * (end - at)) {
      throw new NumberFormatException("not a number of " + 8 * (end - at) + " bits");
    }
    var first = end - (digits + 1) / 2;
    java.util.Arrays.fill(into, at, first, (byte) 0);
    var odd = digits & 1;
    if (odd == 1) into[first] = (byte) digit(text[offset + 2]);
    digits(text, offset + 2 + odd, into, first + odd, end);
  }

  static byte[] bytes(String text) {
    return bytes(text.toCharArray(), 0, text.length());
  }

  static String text(byte[] bytes) {
    return "0x" + java.util.HexFormat.of().formatHex(bytes);
  }

  static String text(long quantity) {
    return "0x" + Long.toHexString(quantity);
  }

  /// Whether two texts are equal, ignoring case.
  static boolean same(String one, String other) {
    return one.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
  }

  private static byte pair(char[] text, int offset) {
    return (byte) (digit(text[offset]) << 4 | digit(text[offset + 1]));
  }

  private static int digit(char c) {
    int value = c < DIGITS.length ? DIGITS[c] : -1;
    if (value < 0) throw new NumberFormatException("not a hex digit");
    return value;
  }

  private static void prefix(char[] text, int offset, int length) {
    if (length < 2 || text[offset] != '0' || text[offset + 1] != 'x') {
      throw new NumberFormatException("no 0x");
    }
  }
}
