package coffer.rates;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.time.Duration;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.OkHttpClient;
import okio.Buffer;

/// A server that says what it is told to.
final class Feeds implements AutoCloseable {
  static final OkHttpClient CLIENT =
      new OkHttpClient.Builder().callTimeout(Duration.ofSeconds(1)).build();

  final MockWebServer server = new MockWebServer();

  Feeds() {
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return server.url("/").toString();
  }

  void say(String body) {
    server.enqueue(new MockResponse.Builder().body(body).build());
  }

  void say(int status, String body) {
    server.enqueue(new MockResponse.Builder().code(status).body(body).build());
  }

  void say(byte[] body, String... headers) {
    var response = new MockResponse.Builder().body(new Buffer().write(body));
    for (var header : headers) response.addHeader(header);
    server.enqueue(response.build());
  }

  void say(String body, String charset) {
    say(
        body.getBytes(Charset.forName(charset)),
        "Content-Type: application/xml; charset=" + charset);
  }

  /// The path and query of the next request.
  String asked() {
    try {
      return server.takeRequest().getTarget();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
