package coffer.chain.bitcoin;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Stops reading a response that exceeds a limit.
final class BitcoinCappedStream extends FilterInputStream {
  private long left;

  BitcoinCappedStream(InputStream in, long most) {
    super(in);
    this.left = most;
  }

  @Override
  public int read() throws IOException {
    return counted(super.read(), 1);
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    var count = super.read(into, offset, length);
    return counted(count, count);
  }

  private int counted(int result, int count) {
    if (result >= 0) left -= count;
    if (left < 0) throw new MalformedBytes("the answer is too long");
    return result;
  }
}
