package coffer.chain.bitcoin;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;

/// The 32-byte id of a block or a transaction, in hash order; people and nodes write the bytes in
/// reverse.
record Hash256(long a, long b, long c, long d) {
  static final int LETTERS = 64;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  static Hash256 at(byte[] bytes, int from) {
    return new Hash256(
        (long) LONG.get(bytes, from),
        (long) LONG.get(bytes, from + 8),
        (long) LONG.get(bytes, from + 16),
        (long) LONG.get(bytes, from + 24));
  }

  /// @throws MalformedBytes if it is not 64 hexadecimal digits
  static Hash256 of(String text) {
    return of(text.toCharArray(), 0, text.length());
  }

  static Hash256 of(char[] text, int from, int length) {
    if (length != LETTERS) throw new MalformedBytes("not a hash");
    return new Hash256(
        number(text, from + 48),
        number(text, from + 32),
        number(text, from + 16),
        number(text, from));
  }

  private static long number(char[] text, int from) {
    var number = 0L;
    for (int i = from; i < from + 16; i++) {
      var digit = Character.digit(text[i], 16);
      if (digit < 0 || text[i] > 'f') throw new MalformedBytes("not a hash");
      number = number << 4 | digit;
    }
    return number;
  }

  /// In hex, in the usual reversed order.
  @Override
  public String toString() {
    var hex = HexFormat.of();
    return hex.toHexDigits(d) + hex.toHexDigits(c) + hex.toHexDigits(b) + hex.toHexDigits(a);
  }

  static String text(byte[] bytes, int from) {
    return at(bytes, from).toString();
  }
}
