package coffer.api;

import coffer.http.WireJson;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A dialect's OpenAPI document, with this server's URL.
public record OpenApiDocument(JsonNode document) {

  /// @param dialect a class of the dialect; `openapi.json` is a resource next to it
  /// @param serverUrl base URL of the document's paths
  public static OpenApiDocument load(Class<?> dialect, String serverUrl) {
    try (var in = dialect.getResourceAsStream("openapi.json")) {
      var document = (ObjectNode) WireJson.MAPPER.readTree(Objects.requireNonNull(in));
      document.putArray("servers").addObject().put("url", serverUrl);
      return new OpenApiDocument(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public byte[] json() {
    return WireJson.MAPPER.writeValueAsBytes(document);
  }

  public void send(Context ctx) {
    ctx.contentType("application/json").result(json());
  }
}
