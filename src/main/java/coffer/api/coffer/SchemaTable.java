package coffer.api.coffer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Renders the fields of an object as an HTML table.
final class SchemaTable {
  private final JsonNode document;

  SchemaTable(JsonNode document) {
    this.document = document;
  }

  void write(HtmlWriter html, JsonNode schema) {
    var properties = schema.path("properties").properties();
    if (properties.isEmpty()) return;
    var required = schema.path("required").values().stream().map(JsonNode::stringValue).toList();
    html.open("table").open("tbody");
    for (var property : properties) {
      row(html, property.getKey(), property.getValue(), required.contains(property.getKey()));
    }
    html.close("tbody").close("table");
  }

  void row(HtmlWriter html, String name, JsonNode schema, boolean required) {
    html.open("tr").open("th scope=\"row\"").element("code", name);
    if (required) html.element("small", "required");
    html.close("th").open("td");
    type(html, schema);
    html.close("td").open("td");
    html.inline(schema.path("description").asString(""));
    values(schema).ifPresent(values -> html.inline(" " + values));
    html.close("td").close("tr");
  }

  /// `string (date-time)`, or a link to the schema of the object.
  private void type(HtmlWriter html, JsonNode schema) {
    var named = reference(schema);
    if (named.isPresent()) {
      html.open("a href=\"#object-" + HtmlWriter.escape(named.get()) + "\"")
          .text(named.get())
          .close("a");
    } else if (schema.has("oneOf")) {
      type(html, schema.path("oneOf").get(0));
      html.text(" or null");
    } else if (schema.path("items").isObject()) {
      html.text("list of ");
      type(html, schema.path("items"));
    } else {
      html.text(words(schema));
    }
  }

  private static String words(JsonNode schema) {
    var type = schema.path("type");
    var names = new ArrayList<String>();
    if (type.isArray()) type.values().forEach(name -> names.add(name.stringValue()));
    else names.add(type.asString("any"));
    var format = schema.path("format").asString("");
    return String.join(" or ", names) + (format.isEmpty() ? "" : " (" + format + ")");
  }

  private static Optional<String> values(JsonNode schema) {
    List<JsonNode> values = List.copyOf(schema.path("enum").values());
    if (values.isEmpty()) return Optional.empty();
    return Optional.of(
        values.stream()
            .filter(JsonNode::isString)
            .map(value -> "`" + value.stringValue() + "`")
            .collect(Collectors.joining(", ", "One of ", ".")));
  }

  /// The name of the object that a schema refers to.
  static Optional<String> reference(JsonNode schema) {
    return schema.path("$ref").stringValueOpt().map(ref -> ref.substring(ref.lastIndexOf('/') + 1));
  }

  /// The target of a reference, or the node itself.
  JsonNode resolve(JsonNode node) {
    return node.path("$ref")
        .stringValueOpt()
        .map(ref -> document.at(ref.substring(1)))
        .orElse(node);
  }
}
