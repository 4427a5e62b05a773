package coffer.chain.bitcoin;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Reads the response to one call whose result is a hexadecimal string, as it arrives and without
/// creating a string: a block has millions of digits.
final class HexResponse {
  private static final byte[] RESULT = "\"result\"".getBytes(US_ASCII);

  /// The maximum offset of the result in the response.
  private static final int NEAR = 4096;

  /// The initial buffer size in bytes, if the length of the response is unknown.
  private static final long FIRST = 1 << 16;

  private static final byte[] DIGITS = digits();
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /// A one in each byte.
  private static final long EACH = 0x0101_0101_0101_0101L;

  private static final long HIGHEST = 0x8080_8080_8080_8080L;

  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int from;
  private int end;
  private byte[] bytes = {};
  private int length;

  private HexResponse(InputStream in) {
    this.in = in;
  }

  private static byte[] digits() {
    var digits = new byte[256];
    for (int i = 0; i < 256; i++) digits[i] = (byte) (i < 128 ? Character.digit(i, 16) : -1);
    return digits;
  }

  /// @param answer the length of the whole response in bytes; -1 if unknown
  /// @param most the maximum size of the result in bytes
  /// @return the bytes of the result
  /// @throws MalformedBytes if the response has another form
  static ByteReader read(InputStream in, long answer, int most) throws IOException {
    return new HexResponse(in).result(answer < 0 ? FIRST : answer / 2, most);
  }

  /// @param likely an estimate of the result's size in bytes
  private ByteReader result(long likely, int most) throws IOException {
    find();
    expect(':');
    expect('"');
    bytes = new byte[(int) Math.min(most, likely)];
    while (true) {
      eights();
      var high = next();
      if (high == '"') return new ByteReader(bytes, 0, length);
      var digits = DIGITS[high] << 4 | DIGITS[next()];
      if (digits < 0) throw new MalformedBytes("not a number of bytes in hex");
      if (length == bytes.length) bytes = longer(bytes, most);
      bytes[length++] = (byte) digits;
    }
  }

  /// Decodes eight digits at a time, as long as there are eight.
  private void eights() {
    for (; end - from >= 8 && bytes.length - length >= 4; from += 8, length += 4) {
      var eight = (long) LONG.get(buffer, from);
      if (!allDigits(eight)) return;
      // Letters have bit 6 set; their value is their last four bits plus nine.
      var nibbles = (eight & 0x0f * EACH) + (eight >>> 6 & EACH) * 9;
      var pairs = (nibbles << 4 | nibbles >>> 8) & 0x00ff_00ff_00ff_00ffL;
      var fours = (pairs | pairs >>> 8) & 0x0000_ffff_0000_ffffL;
      INT.set(bytes, length, (int) (fours | fours >>> 16));
    }
  }

  private static boolean allDigits(long eight) {
    if ((eight & HIGHEST) != 0) return false;
    var lower = eight | 0x20 * EACH;
    var digits = from(eight, '0') & ~from(eight, '9' + 1);
    var letters = from(lower, 'a') & ~from(lower, 'f' + 1);
    return ((digits | letters) & HIGHEST) == HIGHEST;
  }

  /// Sets the highest bit of each byte that is at least `least`.
  private static long from(long eight, int least) {
    return eight + (0x80 - least) * EACH;
  }

  private static byte[] longer(byte[] bytes, int most) {
    if (bytes.length == most) throw new MalformedBytes("the answer is too long");
    return Arrays.copyOf(bytes, (int) Math.min(most, 2L * bytes.length + 1));
  }

  private void find() throws IOException {
    for (int seen = 0, matched = 0; matched < RESULT.length; seen++) {
      if (seen == NEAR) throw new MalformedBytes("no result");
      var next = next();
      matched = next == RESULT[matched] ? matched + 1 : next == RESULT[0] ? 1 : 0;
    }
  }

  private void expect(char wanted) throws IOException {
    int next;
    do next = next();
    while (next == ' ' || next == '\n' || next == '\r' || next == '\t');
    if (next != wanted) throw new MalformedBytes("no result in hex");
  }

  private int next() throws IOException {
    if (from == end) fill();
    return buffer[from++] & 0xff;
  }

  private void fill() throws IOException {
    from = 0;
    end = in.read(buffer);
    if (end < 0) throw new EOFException("cut off");
  }
}
