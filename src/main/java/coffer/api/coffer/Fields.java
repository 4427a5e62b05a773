package coffer.api.coffer;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// A JSON object of a request, read field by field. A field that is absent or null is empty. What
/// is wrong is collected, so that all of it is told at once: [#check] throws it. Unknown fields are
/// passed over.
final class Fields {
  private final JsonNode object;
  private final String path;
  private final List<FieldError> errors;

  private Fields(JsonNode object, String path, List<FieldError> errors) {
    this.object = object;
    this.path = path;
    this.errors = errors;
  }

  /// @param object a JSON object
  static Fields of(JsonNode object) {
    return new Fields(object, "", new ArrayList<>());
  }

  static Fields none() {
    return of(JsonNodeFactory.instance.objectNode());
  }

  /// @throws Invalid if anything that was read was wrong
  void check() {
    if (!errors.isEmpty()) throw new Invalid(errors);
  }

  /// The field's path from the top of the body.
  String path(String name) {
    return path + name;
  }

  void wrong(String name, String detail) {
    errors.add(new FieldError(path(name), detail));
  }

  /// The value, or the fallback and an error where there is none. Check before it is used.
  <T> T required(String name, Optional<T> value, T fallback) {
    if (value.isEmpty() && !failed(name)) wrong(name, "Is required.");
    return value.orElse(fallback);
  }

  /// Whether something was found wrong with it.
  boolean failed(String name) {
    return errors.stream().anyMatch(e -> e.field().equals(path(name)));
  }

  boolean has(String name) {
    return object.hasNonNull(name);
  }

  /// Whether it is there, and null.
  boolean clears(String name) {
    return object.path(name).isNull();
  }

  /// @param most characters, 1 at least
  Optional<String> text(String name, int most) {
    var text = string(name);
    if (text.isEmpty()) return text;
    if (text.get().isEmpty()) return bad(name, "Must not be empty.");
    var reason = Texts.refuse(text.get(), most);
    return reason.isPresent() ? bad(name, reason.get()) : text;
  }

  /// An amount of whole coins or of a price's currency.
  Optional<BigDecimal> amount(String name) {
    if (object.path(name).isNumber()) {
      return bad(
          name, "Must be a decimal number in a string, such as \"12.50\", not a JSON number.");
    }
    var text = string(name);
    if (text.isEmpty()) return Optional.empty();
    var number = Texts.decimal(text.get());
    if (number.isEmpty()) {
      return bad(
          name,
          "Must be a decimal number such as \"12.50\", with at most 18 digits before the point.");
    }
    return number;
  }

  /// 0 to 100, with up to 6 decimals.
  Optional<BigDecimal> percent(String name) {
    var number = amount(name);
    if (number.isEmpty()) return number;
    boolean good =
        number.get().compareTo(BigDecimal.valueOf(100)) <= 0
            && number.get().stripTrailingZeros().scale() <= 6;
    return good ? number : bad(name, "Must be from 0 to 100, with at most 6 decimals.");
  }

  Optional<Long> whole(String name, long least, long most) {
    var node = object.path(name);
    if (absent(node)) return Optional.empty();
    // A float is never expanded: 1e999999999 has as many digits.
    boolean good = node.isIntegralNumber() && node.canConvertToLong();
    if (!good || node.longValue() < least || node.longValue() > most) {
      return bad(name, "Must be a whole number from " + least + " to " + most + ".");
    }
    return Optional.of(node.longValue());
  }

  Optional<UUID> id(String name) {
    var text = string(name);
    if (text.isEmpty()) return Optional.empty();
    var id = Texts.id(text.get());
    return id.isPresent() ? id : bad(name, "Must be an id: a UUID in lower case.");
  }

  /// One of the words.
  <E> Optional<E> choice(String name, Map<String, E> words) {
    var text = string(name);
    if (text.isEmpty()) return Optional.empty();
    var chosen = words.get(text.get());
    return chosen == null
        ? bad(name, "Must be one of: " + String.join(", ", words.keySet()) + ".")
        : Optional.of(chosen);
  }

  /// A list of objects.
  Optional<List<Fields>> objects(String name, int most) {
    var items = list(name, most);
    if (items.isEmpty()) return Optional.empty();
    var fields = new ArrayList<Fields>();
    for (int i = 0; i < items.get().size(); i++) {
      var at = name + "[" + i + "]";
      var item = items.get().get(i);
      if (item.isObject()) fields.add(new Fields(item, path(at) + ".", errors));
      else wrong(at, "Must be an object.");
    }
    return Optional.of(fields);
  }

  Optional<List<String>> texts(String name, int most, int longest) {
    var items = list(name, most);
    if (items.isEmpty()) return Optional.empty();
    var texts = new ArrayList<String>();
    for (int i = 0; i < items.get().size(); i++) {
      keep(name + "[" + i + "]", items.get().get(i), longest).ifPresent(texts::add);
    }
    return Optional.of(texts);
  }

  /// An object of texts.
  Map<String, String> map(String name, int most, int longestKey, int longestValue) {
    var node = object.path(name);
    var map = new LinkedHashMap<String, String>();
    if (absent(node)) return map;
    if (!node.isObject()) {
      wrong(name, "Must be an object of strings.");
      return map;
    }
    if (node.size() > most) wrong(name, "Must have at most " + most + " keys.");
    for (var entry : node.properties()) {
      if (map.size() > most) break;
      var key = entry.getKey();
      if (key.isEmpty() || Texts.refuse(key, longestKey).isPresent()) {
        wrong(name, "Each key must have 1 to " + longestKey + " printable characters.");
        continue;
      }
      keep(name + "." + key, entry.getValue(), longestValue).ifPresent(v -> map.put(key, v));
    }
    return map;
  }

  private Optional<String> keep(String at, JsonNode value, int longest) {
    if (!value.isString()) return bad(at, "Must be a string.");
    var reason = Texts.refuse(value.stringValue(), longest);
    return reason.isPresent() ? bad(at, reason.get()) : Optional.of(value.stringValue());
  }

  private Optional<List<JsonNode>> list(String name, int most) {
    var node = object.path(name);
    if (absent(node)) return Optional.empty();
    if (!node.isArray()) return bad(name, "Must be a list.");
    if (node.size() > most) return bad(name, "Must have at most " + most + " items.");
    return Optional.of(List.copyOf(node.values()));
  }

  private Optional<String> string(String name) {
    var node = object.path(name);
    if (absent(node)) return Optional.empty();
    return node.isString() ? Optional.of(node.stringValue()) : bad(name, "Must be a string.");
  }

  private static boolean absent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  private <T> Optional<T> bad(String name, String detail) {
    wrong(name, detail);
    return Optional.empty();
  }
}
