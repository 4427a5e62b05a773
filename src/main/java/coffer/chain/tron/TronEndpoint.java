package coffer.chain.tron;

import coffer.chain.NodeUrl;
import coffer.chain.Redaction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import okhttp3.HttpUrl;

/// The URL of a node. URL and headers may contain a key: neither is ever displayed as a whole.
///
/// @param url http or https, without `/wallet`; a user and password in it are sent as Basic
///     credentials
/// @param jsonrpc the URL of the node's JSON-RPC API, including `/jsonrpc`; if present, Transfer
///     logs of final blocks are counted there too
/// @param headers sent with every request, for example `TRON-PRO-API-KEY`
public record TronEndpoint(String url, Optional<String> jsonrpc, Map<String, String> headers) {
  public TronEndpoint {
    headers = Map.copyOf(headers);
    url = new NodeUrl(url).text();
    if (jsonrpc.isPresent() && HttpUrl.parse(jsonrpc.get()) == null) {
      throw new IllegalArgumentException("an endpoint's jsonrpc begins with http:// or https://");
    }
  }

  public static TronEndpoint of(String url) {
    return new TronEndpoint(url, Optional.empty(), Map.of());
  }

  /// Host and port, for display.
  public String name() {
    return new NodeUrl(url).name();
  }

  /// The redaction for its messages: removes the secrets of its URLs and headers.
  Redaction redaction() {
    var urls = Stream.concat(Stream.of(url), jsonrpc.stream()).toList();
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
