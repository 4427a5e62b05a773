package coffer.operator;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.toml.TomlMapper;

/// One table of a TOML file, read key by key. An error does not stop the reading: the table records
/// a problem with the path of the key, and returns a harmless value instead. [#end] records the
/// keys that were not read.
public final class TomlTable {
  private static final TomlMapper MAPPER =
      TomlMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,30}(\\.[0-9]{1,36})?");
  private static final Map<String, ChronoUnit> TIME_UNITS =
      Map.of(
          "ms", ChronoUnit.MILLIS,
          "s", ChronoUnit.SECONDS,
          "m", ChronoUnit.MINUTES,
          "h", ChronoUnit.HOURS,
          "d", ChronoUnit.DAYS);

  private final String path;
  private final ObjectNode node;
  private final List<String> problems;
  private final Set<String> asked = new HashSet<>();

  public TomlTable(String path, ObjectNode node, List<String> problems) {
    this.path = path;
    this.node = node;
    this.problems = problems;
  }

  /// Parses a whole file. If it is not valid TOML, records a problem and returns an empty table.
  public static ObjectNode parse(String name, String toml, List<String> problems) {
    try {
      if (MAPPER.readTree(toml) instanceof ObjectNode node) return node;
    } catch (JacksonException e) {
      var at = e.getLocation();
      problems.add(
          "%s, line %d, column %d: %s"
              .formatted(name, at.getLineNr(), at.getColumnNr(), e.getOriginalMessage()));
    }
    return MAPPER.createObjectNode();
  }

  /// Merges `over` into `under`: tables are merged, anything else is replaced.
  public static void merge(ObjectNode under, ObjectNode over) {
    for (var entry : over.properties()) {
      var key = entry.getKey();
      if (under.get(key) instanceof ObjectNode both
          && entry.getValue() instanceof ObjectNode more) {
        merge(both, more);
      } else {
        under.set(key, entry.getValue());
      }
    }
  }

  String path() {
    return path;
  }

  /// Whether the key exists. Marks it as read, for [#end].
  public boolean takes(String key) {
    asked.add(key);
    return has(key);
  }

  public boolean has(String key) {
    return node.has(key);
  }

  public void problem(String key, String what) {
    problems.add((key.isEmpty() ? path : at(key)) + ": " + what);
  }

  public String text(String key) {
    var text = maybeText(key);
    if (text.isEmpty() && !has(key)) problem(key, "is missing");
    return text.orElse("");
  }

  public Optional<String> maybeText(String key) {
    var value = value(key);
    if (value == null) return Optional.empty();
    if (value.isString() && !value.stringValue().isBlank()) {
      return Optional.of(value.stringValue());
    }
    problem(key, "is not a text");
    return Optional.empty();
  }

  /// A text, a number or a boolean, as it is written; "" for anything else.
  public String scalar(String key) {
    var value = value(key);
    return value != null && value.isValueNode() ? value.asString() : "";
  }

  /// One of the allowed texts; the first of them for anything else.
  public String oneOf(String key, String... allowed) {
    var text = text(key);
    if (List.of(allowed).contains(text)) return text;
    if (!text.isEmpty()) problem(key, "is not one of " + String.join(", ", allowed));
    return allowed[0];
  }

  public boolean flag(String key, boolean otherwise) {
    var value = value(key);
    if (value == null) return otherwise;
    if (!value.isBoolean()) problem(key, "is not true or false");
    return value.isBoolean() ? value.booleanValue() : otherwise;
  }

  /// A whole number, both limits included; `least` if it is missing or wrong.
  public int integer(String key, int least, int most) {
    var value = value(key);
    if (value == null) {
      problem(key, "is missing");
    } else if (!value.isIntegralNumber()) {
      problem(key, "is not a whole number");
    } else if (value.decimalValue().compareTo(BigDecimal.valueOf(least)) < 0
        || value.decimalValue().compareTo(BigDecimal.valueOf(most)) > 0) {
      problem(key, "is not between " + least + " and " + most);
    } else {
      return value.intValue();
    }
    return least;
  }

  /// A decimal number of zero or more, written as a text or as a number; zero if it is missing or
  /// wrong.
  public BigDecimal decimal(String key) {
    return maybeDecimal(key).orElse(BigDecimal.ZERO);
  }

  public Optional<BigDecimal> maybeDecimal(String key) {
    var value = value(key);
    if (value == null) return Optional.empty();
    var text =
        value.isNumber()
            ? value.decimalValue().toPlainString()
            : value.isString() ? value.stringValue() : "";
    if (DECIMAL.matcher(text).matches()) return Optional.of(new BigDecimal(text));
    problem(key, "is not a decimal number of zero or more");
    return Optional.empty();
  }

  /// `450ms`, `12s`, `10m`, `2h`, `3d`; more than zero. One second if it is missing or wrong.
  public Duration duration(String key) {
    var text = text(key);
    var parts = DURATION.matcher(text);
    if (parts.matches()) {
      var unit = TIME_UNITS.getOrDefault(parts.group(2), ChronoUnit.SECONDS);
      var duration = Duration.of(Long.parseLong(parts.group(1)), unit);
      if (duration.isPositive()) return duration;
    }
    if (!text.isEmpty()) problem(key, "is not a time like 450ms, 12s, 10m, 2h");
    return Duration.ofSeconds(1);
  }

  /// Whether a key holds a text rather than a number.
  public boolean isText(String key) {
    var value = node.get(key);
    return value != null && value.isString();
  }

  public int integer(String key, int least, int most, int otherwise) {
    return has(key) ? integer(key, least, most) : otherwise;
  }

  /// A whole number of zero or more: a height.
  public Optional<Long> maybeHeight(String key) {
    var value = value(key);
    if (value == null) return Optional.empty();
    if (value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0) {
      return Optional.of(value.longValue());
    }
    problem(key, "is not a height");
    return Optional.empty();
  }

  public Duration duration(String key, Duration otherwise) {
    return has(key) ? duration(key) : otherwise;
  }

  /// A list of texts, each converted by `read`; an empty list if there is none. An
  /// [IllegalArgumentException] of `read` is recorded as a problem of the item.
  public <T> List<T> each(String key, Function<String, T> read) {
    var found = new ArrayList<T>();
    var value = value(key);
    if (value == null) return found;
    if (!value.isArray()) problem(key, "is not a list");
    for (int i = 0; i < value.size(); i++) {
      var item = value.get(i);
      var place = key + "[" + i + "]";
      try {
        if (item.isString()) found.add(read.apply(item.stringValue()));
        else problem(place, "is not a text");
      } catch (IllegalArgumentException e) {
        problem(place, "is not what it should be: " + e.getMessage());
      }
    }
    return found;
  }

  /// A list of tables: `[[endpoints]]`, or in inline notation.
  public List<TomlTable> tables(String key) {
    var found = new ArrayList<TomlTable>();
    var value = value(key);
    if (value == null) return found;
    if (!value.isArray()) problem(key, "is not a list of tables");
    for (int i = 0; i < value.size(); i++) {
      var place = at(key) + "[" + i + "]";
      if (value.get(i) instanceof ObjectNode object) {
        found.add(new TomlTable(place, object, problems));
      } else {
        problems.add(place + ": is not a table");
      }
    }
    return found;
  }

  public TomlTable table(String key) {
    var value = value(key);
    if (value != null && !value.isObject()) problem(key, "is not a table");
    if (value instanceof ObjectNode object) return new TomlTable(at(key), object, problems);
    // If the value is not a table, its keys are not reported as missing, too: those problems go
    // nowhere.
    var reported = value == null ? problems : new ArrayList<String>();
    return new TomlTable(at(key), MAPPER.createObjectNode(), reported);
  }

  public Stream<String> keys() {
    return node.propertyNames().stream();
  }

  /// Records the keys that were not read as problems.
  public void end() {
    var unknown = new TreeSet<>(node.propertyNames());
    unknown.removeAll(asked);
    unknown.forEach(key -> problem(key, "is not a key that is known here"));
  }

  private @Nullable JsonNode value(String key) {
    asked.add(key);
    return node.get(key);
  }

  private String at(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
