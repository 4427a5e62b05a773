package coffer.rates;

import coffer.core.rate.RateSourceException;
import java.io.IOException;
import java.time.Duration;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/// HTTP GET with limits: 10 s for the whole call, 1 MiB for the decompressed response.
final class RateDownload {
  static final int MAX_BYTES = 1 << 20;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final String source;
  private final OkHttpClient client;

  /// @param source the name in messages
  /// @param client shares its pool; a shorter call timeout of the client is kept
  RateDownload(String source, OkHttpClient client) {
    this.source = source;
    var limited = client.newBuilder().followSslRedirects(false);
    int own = client.callTimeoutMillis();
    if (own == 0 || own > TIMEOUT.toMillis()) limited.callTimeout(TIMEOUT);
    this.client = limited.build();
  }

  /// @throws RateSourceException if there is no response, its status is not 2xx, or it is too
  ///     large; the cause is an [IOException] if the host cannot be reached
  byte[] get(HttpUrl url) {
    var request = new Request.Builder().url(url).header("User-Agent", "coffer").build();
    try (var response = client.newCall(request).execute()) {
      if (!response.isSuccessful()) throw broken("HTTP " + response.code());
      var body = response.body().source();
      if (body.request(MAX_BYTES + 1L)) throw broken("an answer of more than 1 MiB");
      return body.readByteArray();
    } catch (IOException e) {
      throw new RateSourceException(source + ": not reached: " + e.getMessage(), e);
    }
  }

  RateSourceException broken(String what) {
    return new RateSourceException(source + ": " + what);
  }
}
