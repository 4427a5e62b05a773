package coffer.chain.evm;

import coffer.chain.Redaction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import okhttp3.HttpUrl;

/// The URL of a node. URL and headers may contain a key: neither is ever displayed as a whole.
///
/// @param url http or https; a user and password in it are sent as Basic credentials
/// @param ws ws or wss, only for notifications of new heads
/// @param headers sent with every request
public record EvmEndpoint(String url, Optional<String> ws, Map<String, String> headers) {
  public EvmEndpoint {
    headers = Map.copyOf(headers);
    if (HttpUrl.parse(url) == null) {
      throw new IllegalArgumentException("an endpoint's url begins with http:// or https://");
    }
    if (ws.isPresent() && !ws.get().startsWith("ws://") && !ws.get().startsWith("wss://")) {
      throw new IllegalArgumentException("an endpoint's ws begins with ws:// or wss://");
    }
  }

  public static EvmEndpoint of(String url) {
    return new EvmEndpoint(url, Optional.empty(), Map.of());
  }

  /// Host and port, for display.
  public String name() {
    var parsed = HttpUrl.get(url);
    return parsed.host() + ":" + parsed.port();
  }

  /// The redaction for its messages: removes the secrets of its URLs and headers.
  Redaction redaction() {
    var urls = Stream.concat(Stream.of(url), ws.stream()).toList();
    return Redaction.of(urls, headers, List.of());
  }

  /// Whether its host name is that of this machine.
  boolean isNear() {
    var host = HttpUrl.get(url).host();
    return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
  }

  @Override
  public String toString() {
    return name();
  }
}
