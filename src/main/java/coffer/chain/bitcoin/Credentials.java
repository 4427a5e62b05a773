package coffer.chain.bitcoin;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import okhttp3.HttpUrl;

/// The credentials for a node. A node writes a new cookie each time it starts.
final class Credentials {
  private final Optional<Path> cookie;
  private volatile Optional<String> header;

  Credentials(BitcoinEndpoint endpoint) {
    this.cookie = endpoint.cookie();
    var url = HttpUrl.get(endpoint.url());
    var inUrl = url.username().isEmpty() ? Optional.<String>empty() : Optional.of(url.username());
    this.header =
        endpoint
            .user()
            .or(() -> inUrl)
            .map(user -> basic(user, endpoint.password().orElseGet(url::password)));
  }

  /// The value of the header `Authorization`; empty if there is none.
  Optional<String> header() {
    if (header.isEmpty()) refresh();
    return header;
  }

  /// Reads the cookie again.
  ///
  /// @return whether the credentials changed
  synchronized boolean refresh() {
    if (cookie.isEmpty()) return false;
    var before = header;
    try {
      var parts = Files.readString(cookie.get(), UTF_8).strip().split(":", 2);
      header = Optional.of(basic(parts[0], parts.length == 2 ? parts[1] : ""));
    } catch (NoSuchFileException e) {
      throw new SourceException(
          Kind.UNREACHABLE, "there is no cookie file: bitcoind is not running, or uses another", e);
    } catch (IOException e) {
      throw new SourceException(
          Kind.UNREACHABLE, "its cookie file cannot be read by the user of this server", e);
    }
    return !header.equals(before);
  }

  private static String basic(String user, String password) {
    return okhttp3.Credentials.basic(user, password, UTF_8);
  }
}
