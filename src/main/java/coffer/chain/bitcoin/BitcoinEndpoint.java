package coffer.chain.bitcoin;

import coffer.chain.Redaction;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;

/// Where a bitcoind listens. Who we are is told by a user and password, or by the cookie that the
/// node writes when it starts; neither is ever shown.
///
/// @param url http or https; a user and password in it are taken where the next two are empty
/// @param cookie the node's `.cookie`, read anew whenever it changes
/// @param zmq `tcp://host:port` where the node publishes `hashblock` and `hashtx`: a hint to look
///     at once, and nothing more
public record BitcoinEndpoint(
    String url,
    Optional<String> user,
    Optional<String> password,
    Optional<Path> cookie,
    Optional<String> zmq) {
  public BitcoinEndpoint {
    if (HttpUrl.parse(url) == null) {
      throw new IllegalArgumentException("an endpoint's url begins with http:// or https://");
    }
    if (user.isPresent() != password.isPresent()) {
      throw new IllegalArgumentException("an endpoint's user and password belong together");
    }
    if (user.isPresent() && cookie.isPresent()) {
      throw new IllegalArgumentException("an endpoint has a password or a cookie, not both");
    }
    if (zmq.isPresent() && !zmq.get().matches("tcp://.+:\\d+")) {
      throw new IllegalArgumentException("an endpoint's zmq is tcp://host:port");
    }
  }

  /// With the user and password in the address, if any.
  public static BitcoinEndpoint of(String url) {
    return new BitcoinEndpoint(
        url, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  public static BitcoinEndpoint withCookie(String url, Path cookie) {
    return new BitcoinEndpoint(
        url, Optional.empty(), Optional.empty(), Optional.of(cookie), Optional.empty());
  }

  /// Host and port, for people.
  public String name() {
    var parsed = HttpUrl.get(url);
    return parsed.host() + ":" + parsed.port();
  }

  /// Of what it says: without the password.
  Redaction redaction() {
    return Redaction.of(List.of(url), Map.of(), password.stream().toList());
  }

  @Override
  public String toString() {
    return name();
  }
}
