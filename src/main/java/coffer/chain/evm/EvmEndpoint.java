package coffer.chain.evm;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/// Where a node listens. The address and the headers may hold a key: neither is ever shown whole.
///
/// @param url http or https
/// @param ws ws or wss, for the news of new heads only
/// @param headers sent with every request
public record EvmEndpoint(String url, Optional<String> ws, Map<String, String> headers) {
  public EvmEndpoint {
    headers = Map.copyOf(headers);
    if (!url.startsWith("http://") && !url.startsWith("https://")) {
      throw new IllegalArgumentException("an endpoint's url begins with http:// or https://");
    }
    if (ws.isPresent() && !ws.get().startsWith("ws://") && !ws.get().startsWith("wss://")) {
      throw new IllegalArgumentException("an endpoint's ws begins with ws:// or wss://");
    }
  }

  public static EvmEndpoint of(String url) {
    return new EvmEndpoint(url, Optional.empty(), Map.of());
  }

  /// Host and port, for people.
  public String name() {
    var uri = URI.create(url);
    return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
  }

  @Override
  public String toString() {
    return name();
  }
}
