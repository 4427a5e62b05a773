package coffer.chain.bitcoin;

import coffer.chain.NodeUrl;
import coffer.chain.Redaction;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The URL of a bitcoind and the credentials for it: a user and password, or the cookie that the
/// node writes when it starts. Neither is ever displayed.
///
/// @param url http or https; a user and password in it are used if the next two are empty
/// @param cookie the node's `.cookie` file, read again if the node rejects the credentials
/// @param zmq `tcp://host:port` where the node publishes `hashblock` and `hashtx`; only a hint to
///     poll at once
public record BitcoinEndpoint(
    String url,
    Optional<String> user,
    Optional<String> password,
    Optional<Path> cookie,
    Optional<String> zmq) {
  public BitcoinEndpoint {
    url = new NodeUrl(url).text();
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

  /// Credentials come from the URL, if it contains any.
  public static BitcoinEndpoint of(String url) {
    return new BitcoinEndpoint(
        url, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  public static BitcoinEndpoint withCookie(String url, Path cookie) {
    return new BitcoinEndpoint(
        url, Optional.empty(), Optional.empty(), Optional.of(cookie), Optional.empty());
  }

  /// Host and port, for display.
  public String name() {
    return new NodeUrl(url).name();
  }

  /// The redaction for its messages: removes the password.
  Redaction redaction() {
    return Redaction.of(List.of(url), Map.of(), password.stream().toList());
  }

  @Override
  public String toString() {
    return name();
  }
}
