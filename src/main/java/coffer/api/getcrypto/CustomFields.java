package coffer.api.getcrypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.api.BodyFields;
import coffer.api.ValueFormats;
import coffer.http.Failure;
import coffer.http.FieldProblem;
import coffer.http.WireJson;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Data of the merchant that Coffer stores and returns: a string with JSON, or a JSON object. It is
/// stored and returned as JSON without whitespace.
final class CustomFields {
  private static final String NAME = "custom_fields";
  private static final int MAX_LENGTH = 4_000;

  private CustomFields() {}

  static Optional<String> read(BodyFields fields) {
    var given =
        fields.node(NAME).filter(node -> !(node.isString() && node.stringValue().isBlank()));
    if (given.isEmpty()) return Optional.empty();
    var json = json(given.get());
    var problem = json.map(CustomFields::problem).orElse(Optional.of(FieldMessages.json(NAME)));
    problem.ifPresent(it -> fields.wrong(NAME, it));
    return json;
  }

  /// Compact JSON, with numbers without exponents; empty if it is not JSON, or if a number has too
  /// many digits.
  private static Optional<String> json(JsonNode given) {
    if (!given.isObject() && !given.isString()) return Optional.empty();
    try {
      var node = given.isObject() ? given : WireJson.tree(GetCryptoJson.MAPPER, bytes(given));
      if (node.isMissingNode()) return Optional.empty();
      return Optional.of(GetCryptoJson.MAPPER.writeValueAsString(node));
    } catch (JacksonException | Failure.Failed _) {
      return Optional.empty();
    }
  }

  private static byte[] bytes(JsonNode text) {
    return text.stringValue().getBytes(UTF_8);
  }

  private static Optional<FieldProblem> problem(String json) {
    return ValueFormats.refuse(json, MAX_LENGTH)
        .map(
            problem ->
                problem instanceof FieldProblem.TooLong ? problem : FieldMessages.json(NAME));
  }
}
