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
import tools.jackson.databind.node.ObjectNode;

/// Reads the fields of a JSON object in a request. An absent field and `null` are both empty.
/// Errors are collected, and [#check] throws all of them at once.
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

  /// State that the objects of one body share.
  ///
  /// @param objects all objects that were read
  private record Body(List<FieldError> errors, List<BodyFields> objects) {}

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

  /// An object without fields.
  public static BodyFields none() {
    return of(JsonNodeFactory.instance.objectNode());
  }

  /// Throws the collected errors. Unread fields are ignored.
  ///
  /// @throws Failure.Failed (Invalid) if a field that was read is invalid
  public void check() {
    if (!body.errors.isEmpty()) throw new Failure.Invalid(List.copyOf(body.errors)).asException();
  }

  /// Throws the collected errors. An unread field is an error too: a misspelt name would otherwise
  /// silently mean a default.
  ///
  /// @throws Failure.Failed (Invalid) if a field is invalid or was not read
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

  /// The body in canonical form, independent of the order of fields and of whitespace.
  ///
  /// @param except fields that do not belong to it
  byte[] canonical(Set<String> except) {
    var compared = object.deepCopy();
    if (compared instanceof ObjectNode fields) fields.remove(except);
    return CanonicalJson.bytes(compared);
  }

  private JsonNode get(String name) {
    read.add(name);
    return object.path(name);
  }

  /// The path of a field from the top of the body.
  public String path(String name) {
    return path + name;
  }

  /// Records an error of a field.
  public void wrong(String name, FieldProblem problem) {
    body.errors.add(new FieldError(path(name), problem));
  }

  /// @param sentence the rule that the value must follow
  public void wrong(String name, String sentence) {
    wrong(name, new FieldProblem.Malformed(sentence));
  }

  /// Returns the value. If it is absent, records an error and returns the fallback, which must not
  /// be used before a check.
  public <T> T required(String name, Optional<T> value, T fallback) {
    if (value.isEmpty() && !failed(name)) wrong(name, new FieldProblem.Missing());
    return value.orElse(fallback);
  }

  /// Whether the field already has an error.
  public boolean failed(String name) {
    return body.errors.stream().anyMatch(e -> e.field().equals(path(name)));
  }

  /// The names of all fields that have a value and were read so far.
  public List<String> given() {
    return object.propertyNames().stream().filter(read::contains).filter(this::has).toList();
  }

  /// Whether the field is present and not null.
  public boolean has(String name) {
    return !absent(get(name));
  }

  /// Whether the field is present and null.
  public boolean clears(String name) {
    return get(name).isNull();
  }

  /// @param most maximum number of characters; the minimum is 1
  public Optional<String> text(String name, int most) {
    var text = string(name);
    if (text.isEmpty()) return text;
    if (text.get().isEmpty()) return bad(name, new FieldProblem.Empty());
    var reason = ValueFormats.refuse(text.get(), most);
    return reason.isPresent() ? bad(name, reason.get()) : text;
  }

  /// A non-negative amount in whole coins or in the currency of a price: exact as a string, or a
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
    var problem =
        ValueFormats.refuse(number.value())
            .filter(it -> !(number.computed() && it instanceof FieldProblem.TooPrecise));
    if (problem.isPresent()) return bad(name, problem.get());
    return Optional.of(new Decimal(plain(number.value()), number.computed()));
  }

  private static BigDecimal plain(BigDecimal number) {
    if (number.signum() == 0) return BigDecimal.ZERO;
    return number.scale() < 0 ? number.setScale(0) : number;
  }

  /// A JSON boolean.
  public Optional<Boolean> flag(String name) {
    var node = get(name);
    if (absent(node)) return Optional.empty();
    if (!node.isBoolean()) return bad(name, new FieldProblem.WrongType(FieldProblem.Type.FLAG));
    return Optional.of(node.booleanValue());
  }

  /// A percentage from 0 to 100, with up to 6 decimals.
  public Optional<BigDecimal> percent(String name) {
    var number = amount(name);
    if (number.isEmpty()) return Optional.empty();
    var percent = number.get().at(6).filter(it -> it.compareTo(BigDecimal.valueOf(100)) <= 0);
    return percent.isPresent()
        ? percent
        : bad(name, "Must be from 0 to 100, with at most 6 decimals.");
  }

  /// A whole number. `60.0` is accepted too, because some languages write all numbers as floats.
  public Optional<Long> whole(String name, long least, long most) {
    var node = get(name);
    if (absent(node)) return Optional.empty();
    var number = node.isNumber() ? whole(node.decimalValue()) : Optional.<Long>empty();
    boolean good = number.filter(it -> it >= least && it <= most).isPresent();
    return good ? number : bad(name, new FieldProblem.NotAnInteger(least, most));
  }

  /// Checks the magnitude before it converts a float: 1e999999999 has that many digits.
  private static Optional<Long> whole(BigDecimal number) {
    var decimal = Decimal.json(number).value();
    boolean whole = decimal.signum() == 0 || decimal.stripTrailingZeros().scale() <= 0;
    boolean small = (long) decimal.precision() - decimal.scale() <= 18;
    return whole && small ? Optional.of(decimal.longValue()) : Optional.empty();
  }

  /// An id: a UUID in lower case.
  public Optional<UUID> id(String name) {
    var text = string(name);
    if (text.isEmpty()) return Optional.empty();
    var id = ValueFormats.id(text.get());
    return id.isPresent() ? id : bad(name, "Must be an id: a UUID in lower case.");
  }

  /// One of the given values, case-sensitive.
  public <E> Optional<E> choice(String name, Map<String, E> words) {
    return choice(name, words, string(name));
  }

  /// One of the given values, which are in lower case; upper case is accepted too.
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

  /// A nested object; its errors are collected in this body.
  public Optional<BodyFields> object(String name) {
    var node = get(name);
    if (absent(node)) return Optional.empty();
    if (!node.isObject()) return bad(name, new FieldProblem.WrongType(FieldProblem.Type.OBJECT));
    return Optional.of(new BodyFields(node, path(name) + ".", body));
  }

  /// The raw value, for fields that only one dialect has; empty if absent or null.
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

  /// A list of strings.
  ///
  /// @param most maximum number of items
  /// @param longest maximum number of characters of an item
  public Optional<List<String>> texts(String name, int most, int longest) {
    var items = list(name, most);
    if (items.isEmpty()) return Optional.empty();
    var texts = new ArrayList<String>();
    for (int i = 0; i < items.get().size(); i++) {
      keep(name + "[" + i + "]", items.get().get(i), longest).ifPresent(texts::add);
    }
    return Optional.of(texts);
  }

  /// An object with string values.
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
