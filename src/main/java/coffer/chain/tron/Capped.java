package coffer.chain.tron;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Ends an answer that is longer than anyone should read, and remembers how it began.
final class Capped extends FilterInputStream {
  private static final int KEPT = 120;

  private final byte[] head = new byte[KEPT];
  private int kept;
  private long left;

  Capped(InputStream in, long most) {
    super(in);
    this.left = most;
  }

  @Override
  public int read() throws IOException {
    var one = super.read();
    if (one >= 0 && kept < KEPT) head[kept++] = (byte) one;
    return counted(one, 1);
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    var count = super.read(into, offset, length);
    if (count > 0 && kept < KEPT) {
      var more = Math.min(count, KEPT - kept);
      System.arraycopy(into, offset, head, kept, more);
      kept += more;
    }
    return counted(count, count);
  }

  private int counted(int result, int count) {
    if (result >= 0) left -= count;
    if (left < 0) throw new TooMuch("the answer is too long");
    return result;
  }

  /// Whether it began as JSON does.
  boolean isJson() {
    var text = beginning();
    return text.startsWith("{") || text.startsWith("[");
  }

  String beginning() {
    return plain(new String(head, 0, kept, UTF_8));
  }

  /// Without what does not belong in a log.
  static String plain(String text) {
    return text.replaceAll("[^ -~]+", " ").strip();
  }
}
