package coffer.api.getcrypto;

import coffer.api.Fields;
import coffer.api.Texts;
import coffer.http.Failure;
import coffer.http.Flaw;
import coffer.http.Wire;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What a merchant gives to have it back: a string that holds JSON, or an object. It is kept as
/// JSON without spaces, and told as that.
final class CustomFields {
  private static final String NAME = "custom_fields";
  private static final int LONGEST = 4_000;

  private CustomFields() {}

  static Optional<String> read(Fields fields) {
    var given =
        fields.node(NAME).filter(node -> !(node.isString() && node.stringValue().isBlank()));
    if (given.isEmpty()) return Optional.empty();
    var json = json(given.get()).map(Wire.MAPPER::writeValueAsString);
    var flaw = json.map(CustomFields::flaw).orElse(Optional.of(Sentences.json(NAME)));
    flaw.ifPresent(it -> fields.wrong(NAME, it));
    return json;
  }

  private static Optional<JsonNode> json(JsonNode given) {
    if (given.isObject()) return Optional.of(given);
    if (!given.isString()) return Optional.empty();
    try {
      var bytes = given.stringValue().getBytes(StandardCharsets.UTF_8);
      return Optional.of(Wire.tree(Wire.MAPPER, bytes)).filter(node -> !node.isMissingNode());
    } catch (JacksonException | Failure.Failed _) {
      return Optional.empty();
    }
  }

  private static Optional<Flaw> flaw(String json) {
    return Texts.refuse(json, LONGEST)
        .map(flaw -> flaw instanceof Flaw.TooLong ? flaw : Sentences.json(NAME));
  }
}
