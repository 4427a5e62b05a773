package coffer.dialects;

import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Values that nobody asks for.
final class Odd {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /// As they stand in JSON; some are none.
  private static final List<String> TOKENS =
      List.of(
          "1e400",
          "-1e400",
          "1e-400",
          "1e99999999999",
          "1E5",
          "-0",
          "0",
          "0.0",
          "-1",
          "0.1234567890123456789",
          "9223372036854775808",
          "99999999999999999999999999999999999999",
          "9".repeat(1200),
          "NaN",
          "Infinity",
          "01",
          "+1",
          ".5",
          "1.",
          "0x10",
          "true",
          "null",
          "[]",
          "{}",
          "[[[[[[]]]]]]",
          "\"\"",
          "\" \"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"1e400\"",
          "\"NaN\"",
          "\"-5\"",
          "\"١٢٣\"",
          "\"\\u202Etxet\"",
          "'single'",
          "undefined",
          "\"not closed",
          "/* what */ 1");

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "0",
          "-1",
          "1e9",
          "9223372036854775808",
          "99999999999999999999",
          "null",
          "NaN",
          "true",
          "..",
          "'",
          "\"",
          "%",
          "_",
          "\\",
          "in_",
          "pr_0000000000000",
          "in_zzzzzzzzzzzzz",
          "invoice_",
          "00000000-0000-0000-0000-000000000000",
          "2026-13-45T99:99:99Z",
          "+999999999-01-01T00:00:00Z",
          "0000-00-00",
          "\u0000",
          "\ud83d\ude00",
          "\u202e",
          "é",
          "' OR 1=1 --",
          "<script>",
          "x".repeat(5000));

  private final Random random;

  Odd(Random random) {
    this.random = random;
  }

  String text() {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  /// The body with some of its fields gone, doubled, or of another kind.
  String body(JsonNode plausible) {
    var node = plausible.deepCopy();
    var marks = 0;
    for (int i = random.nextInt(3); i >= 0; i--) {
      if (change(node, marks)) marks++;
    }
    var text = node.toString();
    for (int i = 0; i < marks; i++) {
      text = text.replace("\"@" + i + "@\"", TOKENS.get(random.nextInt(TOKENS.size())));
    }
    return random.nextInt(8) == 0 ? broken(text) : text;
  }

  /// @return whether a mark was left where something odd is to stand
  private boolean change(JsonNode node, int marks) {
    if (!(node instanceof ObjectNode object) || object.isEmpty()) return false;
    var names = List.copyOf(object.propertyNames());
    var name = names.get(random.nextInt(names.size()));
    var inside = object.path(name);
    if (inside instanceof ObjectNode && random.nextBoolean()) return change(inside, marks);
    if (inside instanceof ArrayNode array && !array.isEmpty() && random.nextBoolean()) {
      return change(array.get(0), marks);
    }
    switch (random.nextInt(6)) {
      case 0 -> object.remove(name);
      case 1 -> object.set(name, JSON.stringNode(text()));
      case 2 -> object.set("unknown " + random.nextInt(10), inside);
      case 3 -> object.set(name, JSON.arrayNode().add(inside));
      default -> {
        object.put(name, "@" + marks + "@");
        return true;
      }
    }
    return false;
  }

  /// What is no object, or no JSON at all.
  private String broken(String text) {
    return switch (random.nextInt(9)) {
      case 0 -> "";
      case 1 -> text.substring(0, random.nextInt(text.length()));
      case 2 -> "[" + text + "]";
      case 3 -> text + text;
      case 4 -> "[".repeat(20_000) + "]".repeat(20_000);
      case 5 -> "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000);
      case 6 -> "\ufeff" + text;
      case 7 -> text.replaceFirst("\\{", "{\"order_id\":\"a\",\"order_id\":\"b\",");
      default -> "\"" + "x".repeat(70_000) + "\"";
    };
  }
}
