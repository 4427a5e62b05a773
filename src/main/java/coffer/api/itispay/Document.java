package coffer.api.itispay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import tools.jackson.databind.node.ObjectNode;

/// The OpenAPI document.
final class Document {
  private Document() {}

  /// @param url at which this server serves its paths
  static byte[] of(String url) {
    try (var in = Document.class.getResourceAsStream("openapi.json")) {
      var document = (ObjectNode) ItIsPayJson.MAPPER.readTree(Objects.requireNonNull(in));
      document.putArray("servers").addObject().put("url", url);
      return ItIsPayJson.MAPPER.writeValueAsBytes(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
