package coffer.api;

import java.io.IOException;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The demo's server, as a dialect uses it to make sample objects for its clients.
public interface SampleServer {
  /// URL of the server, without a slash at the end.
  String url();

  /// A key of the dialect, or the secret of its pair, by the name in [Dialect.ClientSetup].
  String credential(String name);

  /// Sends the project's events to a receiver of the demo, in the dialect's format.
  void sendEvents();

  /// A `GET` request to Coffer's own API.
  JsonNode get(String path) throws IOException, InterruptedException;

  /// A `POST` request to Coffer's own API.
  JsonNode post(String path, Map<String, Object> body) throws IOException, InterruptedException;
}
