package coffer.chain;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.chain.SourceException.Kind;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/// Stops reading a response that exceeds a limit, and keeps its first bytes for error messages.
public final class CappedStream extends FilterInputStream {
  private static final int PREFIX_BYTES = 2048;

  private final byte[] head = new byte[PREFIX_BYTES];
  private final Supplier<RuntimeException> failure;
  private int kept;
  private long left;

  /// Fails with [NodeErrorResponse].
  ///
  /// @param most the maximum size in bytes
  public CappedStream(InputStream in, long most) {
    this(
        in,
        most,
        () -> new NodeErrorResponse(Kind.BROKEN, "the answer is longer than " + most + " bytes"));
  }

  /// @param most the maximum size in bytes
  /// @param failure what a longer response fails with
  public CappedStream(InputStream in, long most, Supplier<RuntimeException> failure) {
    super(in);
    this.left = most;
    this.failure = failure;
  }

  @Override
  public int read() throws IOException {
    var one = super.read();
    if (one >= 0 && kept < PREFIX_BYTES) head[kept++] = (byte) one;
    return counted(one, 1);
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    var count = super.read(into, offset, length);
    if (count > 0 && kept < PREFIX_BYTES) {
      var more = Math.min(count, PREFIX_BYTES - kept);
      System.arraycopy(into, offset, head, kept, more);
      kept += more;
    }
    return counted(count, count);
  }

  private int counted(int result, int count) {
    if (result >= 0) left -= count;
    if (left < 0) throw failure.get();
    return result;
  }

  /// Whether the response starts like JSON.
  public boolean isJson() {
    var text = beginning().stripLeading();
    return text.startsWith("{") || text.startsWith("[");
  }

  /// The first 2,048 bytes, as far as they were read.
  public String beginning() {
    return new String(head, 0, kept, UTF_8);
  }
}
