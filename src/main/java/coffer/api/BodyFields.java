package coffer.api;

import coffer.http.Failure;
import coffer.http.FieldError;
import coffer.http.FieldProblem;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// A JSON object of a request, read field by field. A field that is absent or null is empty. What
/// is wrong is collected, so that all of it is told at once: [#check] throws it.
public final class BodyFields {
  private static final FieldProblem UNKNOWN = new FieldProblem.Unknown("field");
  private static final String AMOUNT =
      "Must be a decimal number such as \"12.50\", with at most 18 digits before the point.";
  private static final int MAX_UNKNOWN = 20;
  private static final int MAX_NAME_LENGTH = 100;

  private final JsonNode object;
  private final String path;
  private final Body body;
  private final Set<String> read = new HashSet<>();

  /// What the objects of one body share.
  ///
  /// @param objects those that were read
  private record Body(List<FieldError> faults, List<BodyFields> objects) {}

  private BodyFields(JsonNode object, String path, Body body) {
    this.object = object;
    this.path = path;
    this.body = body;
    body.objects.add(this);
  }

  /// @param object a JSON object
  public static BodyFields of(JsonNode object) {
    return new BodyFields(object, "", new Body(new ArrayList<>(), new ArrayList<>()));
  }

  public static BodyFields none() {
    return of(JsonNodeFactory.instance.objectNode());
  }

  /// Fields that were not read are passed over.
  ///
  /// @throws Failure.Failed (Invalid) if anything that was read was wrong
  public void check() {
    if (!body.faults.isEmpty()) throw new Failure.Invalid(List.copyOf(body.faults)).asException();
  }

  /// @throws Failure.Failed (Invalid) if anything that was read was wrong, or was not read: a
  ///     misspelt name would be a default that nobody asked for
  public void checkAll() {
    for (var each : body.objects) each.unknown().forEach(name -> each.wrong(name, UNKNOWN));
    check();
  }

  private List<String> unknown() {
    return object.propertyNames().stream()
        .filter(name -> !read.contains(name))
        .map(name -> ValueFormats.refuse(name, MAX_NAME_LENGTH).isEmpty() ? name : "?")
        .limit(MAX_UNKNOWN)
        .toList();
  }

  /// What the body says, whatever the order of its fields and the spaces between them.
  byte[] canonical() {
    return CanonicalJson.bytes(object);
  }

  private JsonNode get(String name) {
    read.add(name);
    return object.path(name);
  }

  /// The field's path from the top of the body.
  public String path(String name) {
    return path + name;
  }

  public void wrong(String name, FieldProblem problem) {
    body.faults.add(new FieldError(path(name), problem));
  }

  /// @param sentence what it must be
  public void wrong(String name, String sentence) {
    wrong(name, new FieldProblem.Malformed(sentence));
  }

  /// The value, or the fallback and an error where there is none. Check before it is used.
  public <T> T required(String name, Optional<T> value, T fallback) {
    if (value.isEmpty() && !failed(name)) wrong(name, new FieldProblem.Missing());
    return value.orElse(fallback);
  }

  /// Whether something was found wrong with it.
  public boolean failed(String name) {
    return body.faults.stream().anyMatch(e -> e.field().equals(path(name)));
  }

  /// The fields that hold something and were read so far.
  public List<String> given() {
    return object.propertyNames().stream().filter(read::contains).filter(this::has).toList();
  }

  public boolean has(String name) {
    return !absent(get(name));
  }

  /// Whether it is there, and null.
  public boolean clears(String name) {
    return get(name).isNull();
  }

  /// @param most characters, 1 at least
  public Optional<String> text(String name, int most) {
    var text = string(name);
    if (text.isEmpty()) return text;
    if (text.get().isEmpty()) return bad(name, new FieldProblem.Empty());
    var reason = ValueFormats.refuse(text.get(), most);
    return reason.isPresent() ? bad(name, reason.get()) : text;
  }

  /// An amount of whole coins or of a price's currency, zero or more: exact in a string, or as a
  /// JSON number.
  public Optional<Decimal> amount(String name) {
    var node = get(name);
    if (absent(node)) return Optional.empty();
    if (node.isNumber()) {
      var number = number(name);
      boolean negative = number.filter(it -> it.signum() < 0).isPresent();
      return negative ? bad(name, new FieldProblem.TooSmall(BigDecimal.ZERO)) : number;
    }
    var number =
        node.isString() ? ValueFormats.decimal(node.stringValue()) : Optional.<BigDecimal>empty();
    return number.isPresent() ? number.map(Decimal::exact) : bad(name, AMOUNT);
  }

  /// A JSON number of any sign.
  public Optional<Decimal> number(String name) {
    var node = get(name);
    if (absent(node)) return Optional.empty();
    if (!node.isNumber()) return bad(name, new FieldProblem.WrongType(FieldProblem.Type.NUMBER));
    var number = Decimal.json(node.decimalValue());
    var flaw =
        ValueFormats.refuse(number.value())
            .filter(it -> !(number.computed() && it instanceof FieldProblem.TooPrecise));
    if (flaw.isPresent()) return bad(name, flaw.get());
    return Optional.of(new Decimal(plain(number.value()), number.computed()));
  }

  private static BigDecimal plain(BigDecimal number) {
    if (number.signum() == 0) return BigDecimal.ZERO;
    return number.scale() < 0 ? number.setScale(0) : number;
  }

  public Optional<Boolean> flag(String name) {
    var node = get(name);
    if (absent(node)) return Optional.empty();
    if (!node.isBoolean()) return bad(name, new FieldProblem.WrongType(FieldProblem.Type.FLAG));
    return Optional.of(node.booleanValue());
  }

  /// 0 to 100, with up to 6 decimals.
  public Optional<BigDecimal> percent(String name) {
    var number = amount(name);
    if (number.isEmpty()) return Optional.empty();
    var percent = number.get().at(6).filter(it -> it.compareTo(BigDecimal.valueOf(100)) <= 0);
    return percent.isPresent()
        ? percent
        : bad(name, "Must be from 0 to 100, with at most 6 decimals.");
  }

  /// A whole number; languages whose numbers are floats write `60.0`.
  public Optional<Long> whole(String name, long least, long most) {
    var node = get(name);
    if (absent(node)) return Optional.empty();
    var number = node.isNumber() ? whole(node.decimalValue()) : Optional.<Long>empty();
    boolean good = number.filter(it -> it >= least && it <= most).isPresent();
    return good ? number : bad(name, new FieldProblem.NotWhole(least, most));
  }

  /// A float is never expanded before it is known to be short: 1e999999999 has as many digits.
  private static Optional<Long> whole(BigDecimal number) {
    var decimal = Decimal.json(number).value();
    boolean whole = decimal.signum() == 0 || decimal.stripTrailingZeros().scale() <= 0;
    boolean small = (long) decimal.precision() - decimal.scale() <= 18;
    return whole && small ? Optional.of(decimal.longValue()) : Optional.empty();
  }

  public Optional<UUID> id(String name) {
    var text = string(name);
    if (text.isEmpty()) return Optional.empty();
    var id = ValueFormats.id(text.get());
    return id.isPresent() ? id : bad(name, "Must be an id: a UUID in lower case.");
  }

  /// One of the words.
  public <E> Optional<E> choice(String name, Map<String, E> words) {
    return choice(name, words, string(name));
  }

  /// One of the words, all in small letters; capital ones mean the same.
  public <E> Optional<E> word(String name, Map<String, E> words) {
    return choice(name, words, string(name).map(text -> text.toLowerCase(Locale.ROOT)));
  }

  private <E> Optional<E> choice(String name, Map<String, E> words, Optional<String> text) {
    if (text.isEmpty()) return Optional.empty();
    var chosen = words.get(text.get());
    return chosen == null
        ? bad(name, new FieldProblem.NotOneOf(words.keySet().stream().toList()))
        : Optional.of(chosen);
  }

  public Optional<BodyFields> object(String name) {
    var node = get(name);
    if (absent(node)) return Optional.empty();
    if (!node.isObject()) return bad(name, new FieldProblem.WrongType(FieldProblem.Type.OBJECT));
    return Optional.of(new BodyFields(node, path(name) + ".", body));
  }

  /// The value as it is, for what is special to one dialect; empty where it is absent or null.
  public Optional<JsonNode> node(String name) {
    var node = get(name);
    return absent(node) ? Optional.empty() : Optional.of(node);
  }

  /// A list of objects.
  public Optional<List<BodyFields>> objects(String name, int most) {
    var items = list(name, most);
    if (items.isEmpty()) return Optional.empty();
    var fields = new ArrayList<BodyFields>();
    for (int i = 0; i < items.get().size(); i++) {
      var at = name + "[" + i + "]";
      var item = items.get().get(i);
      if (item.isObject()) fields.add(new BodyFields(item, path(at) + ".", body));
      else wrong(at, new FieldProblem.WrongType(FieldProblem.Type.OBJECT));
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
    var node = get(name);
    var map = new LinkedHashMap<String, String>();
    if (absent(node)) return map;
    if (!node.isObject()) {
      wrong(name, "Must be an object of strings.");
      return map;
    }
    if (node.size() > most) wrong(name, new FieldProblem.TooMany(most, "keys"));
    for (var entry : node.properties()) {
      if (map.size() > most) break;
      var key = entry.getKey();
      if (key.isEmpty() || ValueFormats.refuse(key, longestKey).isPresent()) {
        wrong(name, "Each key must have 1 to " + longestKey + " printable characters.");
        continue;
      }
      keep(name + "." + key, entry.getValue(), longestValue).ifPresent(v -> map.put(key, v));
    }
    return map;
  }

  private Optional<String> keep(String at, JsonNode value, int longest) {
    if (!value.isString()) return bad(at, new FieldProblem.WrongType(FieldProblem.Type.TEXT));
    var reason = ValueFormats.refuse(value.stringValue(), longest);
    return reason.isPresent() ? bad(at, reason.get()) : Optional.of(value.stringValue());
  }

  private Optional<List<JsonNode>> list(String name, int most) {
    var node = get(name);
    if (absent(node)) return Optional.empty();
    if (!node.isArray()) return bad(name, new FieldProblem.WrongType(FieldProblem.Type.LIST));
    if (node.size() > most) return bad(name, new FieldProblem.TooMany(most, "items"));
    return Optional.of(List.copyOf(node.values()));
  }

  private Optional<String> string(String name) {
    var node = get(name);
    if (absent(node)) return Optional.empty();
    return node.isString()
        ? Optional.of(node.stringValue())
        : bad(name, new FieldProblem.WrongType(FieldProblem.Type.TEXT));
  }

  private static boolean absent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  private <T> Optional<T> bad(String name, FieldProblem problem) {
    wrong(name, problem);
    return Optional.empty();
  }

  private <T> Optional<T> bad(String name, String sentence) {
    return bad(name, new FieldProblem.Malformed(sentence));
  }
}
