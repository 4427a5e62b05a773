package coffer.chain;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import okhttp3.Response;

/// The body of an answer. A node on this machine is asked for plain answers, but what stands before
/// it may send gzip all the same; OkHttp unpacks only what it asked for itself.
public final class ResponseStream {
  private ResponseStream() {}

  public static boolean isPacked(Response response) {
    return "gzip".equalsIgnoreCase(response.header("Content-Encoding"));
  }

  /// @throws IOException if it cannot be read, or is no gzip although it says so
  public static InputStream body(Response response) throws IOException {
    var plain = response.body().byteStream();
    return isPacked(response) ? new GZIPInputStream(plain) : plain;
  }
}
