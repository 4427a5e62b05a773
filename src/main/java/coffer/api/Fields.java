package coffer.api;

import coffer.http.Failure;
import coffer.http.Fault;
import coffer.http.Flaw;
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
public final class Fields {
  private final JsonNode object;
  private final String path;
  private final List<Fault> faults;

  private Fields(JsonNode object, String path, List<Fault> faults) {
    this.object = object;
    this.path = path;
    this.faults = faults;
  }

  /// @param object a JSON object
  public static Fields of(JsonNode object) {
    return new Fields(object, "", new ArrayList<>());
  }

  public static Fields none() {
    return of(JsonNodeFactory.instance.objectNode());
  }

  /// @throws Failure.Failed (Invalid) if anything that was read was wrong
  public void check() {
    if (!faults.isEmpty()) throw new Failure.Invalid(List.copyOf(faults)).asException();
  }

  /// The field's path from the top of the body.
  public String path(String name) {
    return path + name;
  }

  public void wrong(String name, Flaw flaw) {
    faults.add(new Fault(path(name), flaw));
  }

  /// @param sentence what it must be
  public void wrong(String name, String sentence) {
    wrong(name, new Flaw.Malformed(sentence));
  }

  /// The value, or the fallback and an error where there is none. Check before it is used.
  public <T> T required(String name, Optional<T> value, T fallback) {
    if (value.isEmpty() && !failed(name)) wrong(name, new Flaw.Missing());
    return value.orElse(fallback);
  }

  /// Whether something was found wrong with it.
  public boolean failed(String name) {
    return faults.stream().anyMatch(e -> e.field().equals(path(name)));
  }

  public boolean has(String name) {
    return object.hasNonNull(name);
  }

  /// Whether it is there, and null.
  public boolean clears(String name) {
    return object.path(name).isNull();
  }

  /// @param most characters, 1 at least
  public Optional<String> text(String name, int most) {
    var text = string(name);
    if (text.isEmpty()) return text;
    if (text.get().isEmpty()) return bad(name, new Flaw.Empty());
    var reason = Texts.refuse(text.get(), most);
    return reason.isPresent() ? bad(name, reason.get()) : text;
  }

  /// An amount of whole coins or of a price's currency.
  public Optional<BigDecimal> amount(String name) {
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

  /// A JSON number, exactly as it was written, of any sign.
  public Optional<BigDecimal> number(String name) {
    var node = object.path(name);
    if (absent(node)) return Optional.empty();
    if (!node.isNumber()) return bad(name, new Flaw.WrongType(Flaw.Type.NUMBER));
    return number(name, node.decimalValue());
  }

  /// A number that was read otherwise: the same bounds.
  public Optional<BigDecimal> number(String name, BigDecimal number) {
    var flaw = Texts.refuse(number);
    if (flaw.isPresent()) return bad(name, flaw.get());
    return Optional.of(number.signum() == 0 ? BigDecimal.ZERO : plain(number));
  }

  private static BigDecimal plain(BigDecimal number) {
    return number.scale() < 0 ? number.setScale(0) : number;
  }

  public Optional<Boolean> flag(String name) {
    var node = object.path(name);
    if (absent(node)) return Optional.empty();
    if (!node.isBoolean()) return bad(name, new Flaw.WrongType(Flaw.Type.FLAG));
    return Optional.of(node.booleanValue());
  }

  /// 0 to 100, with up to 6 decimals.
  public Optional<BigDecimal> percent(String name) {
    var number = amount(name);
    if (number.isEmpty()) return number;
    boolean good =
        number.get().compareTo(BigDecimal.valueOf(100)) <= 0
            && number.get().stripTrailingZeros().scale() <= 6;
    return good ? number : bad(name, "Must be from 0 to 100, with at most 6 decimals.");
  }

  public Optional<Long> whole(String name, long least, long most) {
    var node = object.path(name);
    if (absent(node)) return Optional.empty();
    // A float is never expanded: 1e999999999 has as many digits.
    boolean good = node.isIntegralNumber() && node.canConvertToLong();
    if (!good || node.longValue() < least || node.longValue() > most) {
      return bad(name, new Flaw.NotWhole(least, most));
    }
    return Optional.of(node.longValue());
  }

  public Optional<UUID> id(String name) {
    var text = string(name);
    if (text.isEmpty()) return Optional.empty();
    var id = Texts.id(text.get());
    return id.isPresent() ? id : bad(name, "Must be an id: a UUID in lower case.");
  }

  /// One of the words.
  public <E> Optional<E> choice(String name, Map<String, E> words) {
    var text = string(name);
    if (text.isEmpty()) return Optional.empty();
    var chosen = words.get(text.get());
    return chosen == null
        ? bad(name, new Flaw.NotOneOf(words.keySet().stream().toList()))
        : Optional.of(chosen);
  }

  public Optional<Fields> object(String name) {
    var node = object.path(name);
    if (absent(node)) return Optional.empty();
    if (!node.isObject()) return bad(name, new Flaw.WrongType(Flaw.Type.OBJECT));
    return Optional.of(new Fields(node, path(name) + ".", faults));
  }

  /// The value as it is, for what is special to one dialect; empty where it is absent or null.
  public Optional<JsonNode> node(String name) {
    var node = object.path(name);
    return absent(node) ? Optional.empty() : Optional.of(node);
  }

  /// A list of objects.
  public Optional<List<Fields>> objects(String name, int most) {
    var items = list(name, most);
    if (items.isEmpty()) return Optional.empty();
    var fields = new ArrayList<Fields>();
    for (int i = 0; i < items.get().size(); i++) {
      var at = name + "[" + i + "]";
      var item = items.get().get(i);
      if (item.isObject()) fields.add(new Fields(item, path(at) + ".", faults));
      else wrong(at, new Flaw.WrongType(Flaw.Type.OBJECT));
    }
    return Optional.of(fields);
  }

  public Optional<List<String>> texts(String name, int most, int longest) {
    var items = list(name, most);
    if (items.isEmpty()) return Optional.empty();
    var texts = new ArrayList<String>();
    for (int i = 0; i < items.get().size(); i++) {
      keep(name + "[" + i + "]", items.get().get(i), longest).ifPresent(texts::add);
    }
    return Optional.of(texts);
  }

  /// An object of texts.
  public Map<String, String> map(String name, int most, int longestKey, int longestValue) {
    var node = object.path(name);
    var map = new LinkedHashMap<String, String>();
    if (absent(node)) return map;
    if (!node.isObject()) {
      wrong(name, "Must be an object of strings.");
      return map;
    }
    if (node.size() > most) wrong(name, new Flaw.TooMany(most, "keys"));
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
    if (!value.isString()) return bad(at, new Flaw.WrongType(Flaw.Type.TEXT));
    var reason = Texts.refuse(value.stringValue(), longest);
    return reason.isPresent() ? bad(at, reason.get()) : Optional.of(value.stringValue());
  }

  private Optional<List<JsonNode>> list(String name, int most) {
    var node = object.path(name);
    if (absent(node)) return Optional.empty();
    if (!node.isArray()) return bad(name, new Flaw.WrongType(Flaw.Type.LIST));
    if (node.size() > most) return bad(name, new Flaw.TooMany(most, "items"));
    return Optional.of(List.copyOf(node.values()));
  }

  private Optional<String> string(String name) {
    var node = object.path(name);
    if (absent(node)) return Optional.empty();
    return node.isString()
        ? Optional.of(node.stringValue())
        : bad(name, new Flaw.WrongType(Flaw.Type.TEXT));
  }

  private static boolean absent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  private <T> Optional<T> bad(String name, Flaw flaw) {
    wrong(name, flaw);
    return Optional.empty();
  }

  private <T> Optional<T> bad(String name, String sentence) {
    return bad(name, new Flaw.Malformed(sentence));
  }
}
