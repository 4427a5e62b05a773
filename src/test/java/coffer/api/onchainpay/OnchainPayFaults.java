package coffer.api.onchainpay;

import coffer.api.ApiClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes invalid requests from a valid one: what the schema of a method does not allow.
///
/// @param document the OpenAPI document
record OnchainPayFaults(JsonNode document) {
  private static final List<String> TEXTS =
      List.of("\"" + "x".repeat(20_000) + "\"", "\"a\\u0000b\"", "\"\\ud800\"");
  private static final List<String> NUMBERS =
      List.of("-1", "1e400", "9223372036854775808", "-1e-400");
  private static final List<String> FREE = List.of("nonce", "advancedBalanceId");

  /// A request with one fault.
  ///
  /// @param field as the message has to name it
  record Fault(String field, String body) {}

  /// @param path of the method
  JsonNode schema(String path) {
    var schema =
        document.path("paths").path(path).at("/post/requestBody/content/application~1json/schema");
    var reference = schema.path("$ref").asString("");
    return reference.isEmpty() ? schema : document.at(reference.substring(1));
  }

  /// The fields that hold an id of an object.
  List<String> ids(String path) {
    return schema(path).path("properties").properties().stream()
        .filter(field -> field.getValue().path("format").asString("").equals("uuid"))
        .map(field -> field.getKey())
        .toList();
  }

  List<Fault> of(String path, ObjectNode valid) {
    return of("", schema(path), valid).map(fault -> new Fault(fault.field, fault.body)).toList();
  }

  private Stream<Fault> of(String prefix, JsonNode schema, ObjectNode valid) {
    var required = new TreeSet<String>();
    schema.path("required").values().forEach(name -> required.add(name.asString()));
    var faults = new ArrayList<Fault>();
    for (var field : schema.path("properties").properties()) {
      var name = field.getKey();
      var values = new ArrayList<>(values(field.getValue(), FREE.contains(name)));
      if (required.contains(name)) {
        values.add("null");
        var without = valid.deepCopy();
        without.remove(name);
        faults.add(new Fault(prefix + name, without.toString()));
      }
      for (var value : values) faults.add(new Fault(prefix + name, with(valid, name, value)));
      for (var nested : nested(prefix + name + ".", field.getValue())) {
        faults.add(new Fault(nested.field, with(valid, name, nested.body)));
      }
    }
    return faults.stream();
  }

  private List<Fault> nested(String prefix, JsonNode schema) {
    return variants(schema)
        .filter(each -> each.path("properties").isObject())
        .flatMap(each -> of(prefix, each, ApiClient.MAPPER.createObjectNode()))
        .toList();
  }

  /// The value as it is written, which a tree could not hold.
  private static String with(ObjectNode valid, String name, String value) {
    var other = valid.deepCopy();
    other.put(name, "@");
    return other.toString().replace("\"@\"", value);
  }

  private static Stream<JsonNode> variants(JsonNode schema) {
    return schema.has("anyOf")
        ? schema.path("anyOf").values().stream().flatMap(OnchainPayFaults::variants)
        : Stream.of(schema);
  }

  /// The JSON types that the schema allows; empty = all.
  private static Set<String> types(JsonNode schema) {
    var types = new TreeSet<String>();
    variants(schema)
        .forEach(
            each -> {
              if (each.path("type").isString()) types.add(each.path("type").asString());
              each.path("type").values().forEach(type -> types.add(type.asString()));
              each.path("enum")
                  .values()
                  .forEach(word -> types.add(word.isNull() ? "null" : "string"));
            });
    return types;
  }

  /// @param free whether any text will do
  private static List<String> values(JsonNode schema, boolean free) {
    var types = types(schema);
    if (types.isEmpty()) return List.of();
    var values = new ArrayList<String>();
    if (!types.contains("string")) values.addAll(List.of("\"x\"", "\"7\""));
    if (!types.contains("boolean")) values.addAll(List.of("true", "false"));
    if (!types.contains("object")) values.addAll(List.of("{}", "{\"a\":1}"));
    if (!types.contains("array")) values.addAll(List.of("[]", "[\"x\"]"));
    boolean number = types.contains("number");
    if (!number) values.add("1.5");
    if (!number && !types.contains("integer")) values.addAll(List.of("7", "0"));
    if (free) return values;
    if (types.contains("string")) values.addAll(TEXTS);
    int most = schema.path("maxLength").asInt(0);
    if (most > 0) values.add("\"" + "x".repeat(most + 1) + "\"");
    if (number || types.contains("integer")) values.addAll(NUMBERS);
    if (schema.path("format").asString("").equals("uuid")) values.add("\"x\"");
    if (variants(schema).anyMatch(each -> each.has("enum"))) values.add("\"nonsense\"");
    variants(schema).filter(each -> each.has("items")).forEach(each -> items(each, values));
    return values;
  }

  private static void items(JsonNode schema, List<String> values) {
    for (var item : values(schema.path("items"), false)) values.add("[" + item + "]");
    values.add("[null]");
    values.add("[" + "\"x\",".repeat(2_000) + "\"x\"]");
  }
}
