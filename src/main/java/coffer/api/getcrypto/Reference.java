package coffer.api.getcrypto;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The OpenAPI document, with this server's URL in it.
record Reference(JsonNode document) {

  /// @param publicUrl of this server, without a slash at its end
  static Reference load(String publicUrl) {
    try (InputStream in = Reference.class.getResourceAsStream("openapi.json")) {
      var document = (ObjectNode) GetCryptoJson.MAPPER.readTree(Objects.requireNonNull(in));
      document.putArray("servers").addObject().put("url", publicUrl + "/getcrypto/v1");
      return new Reference(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void send(Context ctx) {
    ctx.contentType("application/json").result(GetCryptoJson.MAPPER.writeValueAsBytes(document));
  }
}
