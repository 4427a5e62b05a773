package coffer.api.coffer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// Finds operations, objects and error codes of the API reference by words: names, paths, fields
/// and descriptions.
final class ReferenceIndex {
  /// The longest query, in characters; what is longer is cut off.
  static final int MAX_QUERY = 100;

  /// The most results.
  static final int MAX_RESULTS = 50;

  private final SchemaTable tables;
  private final List<Indexed> all = new ArrayList<>();

  /// @param anchor in the page
  /// @param name what it is called
  /// @param detail method and path, or what kind it is
  record Result(String anchor, String name, String detail) {}

  /// @param names in lower case: a word here counts more than one in a text
  /// @param text in lower case
  private record Indexed(Result result, String names, String text) {}

  ReferenceIndex(JsonNode document) {
    this.tables = new SchemaTable(document);
    for (var path : document.path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        operation(operation.getKey(), path.getKey(), operation.getValue());
      }
    }
    for (var schema : document.at("/components/schemas").properties()) {
      var result = new Result("object-" + schema.getKey(), schema.getKey(), "object");
      add(result, schema.getKey(), text(schema.getValue()));
    }
    for (var code : ErrorCode.values()) {
      var result = new Result("error-" + code.text(), code.text(), "error " + code.status());
      add(result, code.text(), code.title() + " " + code.explanation());
    }
  }

  private void operation(String method, String path, JsonNode operation) {
    var id = operation.path("operationId").stringValue();
    var summary = operation.path("summary").stringValue();
    var text = new StringBuilder(operation.path("description").stringValue());
    for (var each : operation.path("parameters").values()) {
      var parameter = tables.resolve(each);
      text.append(' ').append(parameter.path("name").asString(""));
    }
    var body = operation.at("/requestBody/content/application~1json/schema");
    text.append(' ').append(text(tables.resolve(body)));
    var detail = method.toUpperCase(Locale.ROOT) + " " + path;
    add(new Result(id, summary, detail), id + " " + summary + " " + detail, text.toString());
  }

  /// The description of an object, and the names and descriptions of its fields, of those within it
  /// too.
  private static String text(JsonNode schema) {
    var text = new StringBuilder(schema.path("description").asString(""));
    for (var field : schema.path("properties").properties()) {
      text.append(' ').append(field.getKey()).append(' ').append(text(field.getValue()));
    }
    if (schema.has("items")) text.append(' ').append(text(schema.path("items")));
    return text.toString();
  }

  private void add(Result result, String names, String text) {
    all.add(new Indexed(result, names.toLowerCase(Locale.ROOT), text.toLowerCase(Locale.ROOT)));
  }

  /// What contains every word, the best first; empty if there is no word.
  List<Result> find(String query) {
    var cut = query.substring(0, Math.min(query.length(), MAX_QUERY)).toLowerCase(Locale.ROOT);
    var words = Arrays.stream(cut.split("\\s+")).filter(word -> !word.isEmpty()).toList();
    if (words.isEmpty()) return List.of();
    return all.stream()
        .filter(it -> words.stream().allMatch(w -> it.names.contains(w) || it.text.contains(w)))
        .sorted(Comparator.comparingLong(it -> -words.stream().filter(it.names::contains).count()))
        .limit(MAX_RESULTS)
        .map(Indexed::result)
        .toList();
  }
}
