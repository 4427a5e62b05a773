package coffer.dialects;

import coffer.api.ApiClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Values that a schema asks for. What answers have told under a field's name is used again under
/// that name, so that requests meet things that are there.
final class Plausible {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int REMEMBERED = 50;
  private static final int DEEPEST = 6;

  private final JsonNode document;
  private final Random random;
  private final Map<String, List<String>> heard = new HashMap<>();

  Plausible(JsonNode document, Random random) {
    this.document = document;
    this.random = random;
  }

  /// Remembers every text of an answer under its field's name.
  void hear(JsonNode answer) {
    for (var field : answer.properties()) {
      if (field.getValue().isString()) hear(field.getKey(), field.getValue().stringValue());
    }
    answer.values().forEach(this::hear);
  }

  void hear(String name, String value) {
    var values = heard.computeIfAbsent(name, _ -> new ArrayList<>());
    if (values.contains(value)) return;
    if (values.size() < REMEMBERED) values.add(value);
    else values.set(random.nextInt(REMEMBERED), value);
  }

  /// Something that was heard under that name, or under one that ends alike: `invoice_id` and
  /// `invoiceId` for `id`.
  String again(String name, String fallback) {
    var values = new ArrayList<String>();
    heard.forEach(
        (field, each) -> {
          if (field.equals(name) || endsIn(field, name) || endsIn(name, field)) {
            values.addAll(each);
          }
        });
    return values.isEmpty() ? fallback : values.get(random.nextInt(values.size()));
  }

  private static boolean endsIn(String longer, String shorter) {
    if (shorter.isEmpty()) return false;
    return longer.endsWith("_" + shorter)
        || longer.endsWith(Character.toUpperCase(shorter.charAt(0)) + shorter.substring(1));
  }

  JsonNode value(String name, JsonNode schema) {
    return value(name, schema, 0);
  }

  private JsonNode value(String name, JsonNode given, int depth) {
    var schema = resolve(given);
    for (var choice : List.of("oneOf", "anyOf", "allOf")) {
      if (schema.has(choice) && !schema.has("type")) {
        return value(name, one(schema.path(choice)), depth);
      }
    }
    if (schema.has("const")) return schema.path("const");
    if (schema.path("enum").isArray()) return one(schema.path("enum"));
    var told = schema.has("examples") ? one(schema.path("examples")) : schema.path("example");
    if (!told.isMissingNode() && random.nextInt(3) > 0) return told;
    return switch (type(schema)) {
      case "object" -> object(schema, depth);
      case "array" -> array(name, schema, depth);
      case "integer" -> JSON.numberNode(whole(schema));
      case "number" -> ApiClient.MAPPER.readTree(decimal());
      case "boolean" -> JSON.booleanNode(random.nextBoolean());
      case "null" -> JSON.nullNode();
      default -> JSON.stringNode(text(name, schema));
    };
  }

  private String type(JsonNode schema) {
    var type = schema.path("type");
    if (type.isArray()) type = one(type);
    if (type.isString()) return type.stringValue();
    return schema.has("properties") ? "object" : "string";
  }

  private ObjectNode object(JsonNode schema, int depth) {
    var object = JSON.objectNode();
    var required = schema.path("required").values().stream().map(JsonNode::stringValue).toList();
    for (var property : schema.path("properties").properties()) {
      boolean wanted = required.contains(property.getKey()) || random.nextInt(3) == 0;
      if (wanted && depth < DEEPEST) {
        object.set(property.getKey(), value(property.getKey(), property.getValue(), depth + 1));
      }
    }
    return object;
  }

  private ArrayNode array(String name, JsonNode schema, int depth) {
    var array = JSON.arrayNode();
    for (int i = random.nextInt(3); i > 0 && depth < DEEPEST; i--) {
      array.add(value(name, schema.path("items"), depth + 1));
    }
    return array;
  }

  private long whole(JsonNode schema) {
    var least = schema.path("minimum").asLong(0);
    var most = Math.min(schema.path("maximum").asLong(least + 1000), least + 1_000_000);
    return least + random.nextLong(Math.max(1, most - least + 1));
  }

  /// Most are prices that can be paid.
  String decimal() {
    return random.nextInt(4) == 0
        ? String.valueOf(random.nextInt(1, 1000)) + "." + random.nextInt(1_000_000)
        : String.valueOf(random.nextInt(100, 5000));
  }

  private String text(String name, JsonNode schema) {
    if (random.nextInt(4) > 0) {
      var again = again(name, "");
      if (!again.isEmpty()) return again;
    }
    return switch (schema.path("format").asString("")) {
      case "uuid" -> new java.util.UUID(random.nextLong(), random.nextLong()).toString();
      case "date-time" -> "20%02d-11-20T10:00:00Z".formatted(random.nextInt(10, 40));
      case "uri" -> "http://127.0.0.1:9/" + random.nextInt(10);
      default -> name + " " + random.nextInt(1000);
    };
  }

  private JsonNode one(JsonNode choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  JsonNode resolve(JsonNode node) {
    var ref = node.path("$ref");
    return ref.isMissingNode() ? node : document.at(ref.stringValue().substring(1));
  }
}
