package coffer.chain.evm;

import coffer.chain.NodeUrl;
import coffer.chain.Redaction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The URL of a node. URL and headers may contain a key: neither is ever displayed as a whole.
///
/// @param url http or https; a user and password in it are sent as Basic credentials
/// @param ws ws or wss, only for notifications of new heads
/// @param headers sent with every request
public record EvmEndpoint(String url, Optional<String> ws, Map<String, String> headers) {
  public EvmEndpoint {
    headers = Map.copyOf(headers);
    url = new NodeUrl(url).text();
    if (ws.isPresent() && !ws.get().startsWith("ws://") && !ws.get().startsWith("wss://")) {
      throw new IllegalArgumentException("an endpoint's ws begins with ws:// or wss://");
    }
  }

  public static EvmEndpoint of(String url) {
    return new EvmEndpoint(url, Optional.empty(), Map.of());
  }

  /// Host and port, for display.
  public String name() {
    return new NodeUrl(url).name();
  }

  /// The redaction for its messages: removes the secrets of its URLs and headers.
  Redaction redaction() {
    var urls = Stream.concat(Stream.of(url), ws.stream()).toList();
    return Redaction.of(urls, headers, List.of());
  }

  /// Whether its host name is that of this machine.
  boolean isNear() {
    return new NodeUrl(url).isNear();
  }

  @Override
  public String toString() {
    return name();
  }
}
