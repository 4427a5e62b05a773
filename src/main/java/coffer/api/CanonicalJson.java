package coffer.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// The canonical form of JSON: texts with equal content have equal bytes, independent of field
/// order, whitespace, escapes and the notation of numbers.
final class CanonicalJson {
  private static final int MAX_DIGITS = 100;

  private CanonicalJson() {}

  static byte[] bytes(JsonNode node) {
    var text = new StringBuilder();
    write(text, node);
    return text.toString().getBytes(UTF_8);
  }

  private static void write(StringBuilder to, JsonNode node) {
    if (node.isObject()) {
      var fields = new TreeMap<String, JsonNode>();
      node.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
      to.append('{');
      fields.forEach(
          (name, value) -> {
            quote(to, name);
            to.append(':');
            write(to, value);
            to.append(',');
          });
      to.append('}');
    } else if (node.isArray()) {
      to.append('[');
      for (var item : node.values()) {
        write(to, item);
        to.append(',');
      }
      to.append(']');
    } else if (node.isString()) {
      quote(to, node.stringValue());
    } else if (node.isNumber()) {
      to.append(number(node.decimalValue()));
    } else {
      to.append(node);
    }
  }

  /// The length prefix makes the form unambiguous.
  private static void quote(StringBuilder to, String text) {
    to.append(text.length()).append('"').append(text);
  }

  /// Does not expand numbers with more than [#MAX_DIGITS] digits before the point.
  private static String number(BigDecimal number) {
    boolean ordinary = Math.abs((long) number.precision() - number.scale()) <= MAX_DIGITS;
    return ordinary ? ValueFormats.plain(number) : number.toString();
  }
}
