package coffer.chain.tron;

import coffer.core.chain.Address;
import java.math.BigInteger;

/// Bytes as TRON's HTTP API encodes them: hex without a prefix. Reads directly from a parser's
/// buffer. Throws [NumberFormatException] on anything else.
final class TronHex {
  private TronHex() {}

  /// Up to 16 digits as a bit pattern.
  static long word(char[] text, int offset, int digits) {
    var number = 0L;
    for (int i = offset; i < offset + digits; i++) number = number << 4 | digit(text[i]);
    return number;
  }

  static long word(String text, int digits) {
    if (text.length() < digits) throw new NumberFormatException("too short");
    var number = 0L;
    for (int i = 0; i < digits; i++) number = number << 4 | digit(text.charAt(i));
    return number;
  }

  /// A number of the given count of digits, 1 to 64.
  static BigInteger number(char[] text, int offset, int digits) {
    var start = offset;
    var end = offset + digits;
    while (start < end && text[start] == '0') start++;
    if (end - start < 16) return BigInteger.valueOf(word(text, start, end - start));
    var bytes = new byte[(end - start + 1) / 2];
    var at = end - 2 * bytes.length;
    for (int i = 0; i < bytes.length; i++, at += 2) {
      bytes[i] = (byte) ((at < start ? 0 : digit(text[at])) << 4 | digit(text[at + 1]));
    }
    return new BigInteger(1, bytes);
  }

  /// An address of 20 bytes, from 40 digits.
  static Address address(char[] text, int offset) {
    var bytes = new byte[20];
    for (int i = 0; i < 20; i++) {
      var at = offset + 2 * i;
      bytes[i] = (byte) (digit(text[at]) << 4 | digit(text[at + 1]));
    }
    return Address.of(bytes);
  }

  private static int digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    throw new NumberFormatException("not a hex digit");
  }
}
