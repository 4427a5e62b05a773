package coffer.chain;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import okhttp3.Response;

/// The body of a response. A local node is asked for uncompressed responses, but a proxy before it
/// may send gzip all the same; OkHttp only decompresses what it requested itself.
public final class ResponseStream {
  private ResponseStream() {}

  public static boolean isPacked(Response response) {
    return "gzip".equalsIgnoreCase(response.header("Content-Encoding"));
  }

  /// @throws IOException if it cannot be read, or is not gzip although its header says so
  public static InputStream body(Response response) throws IOException {
    var plain = response.body().byteStream();
    return isPacked(response) ? new GZIPInputStream(plain) : plain;
  }
}
