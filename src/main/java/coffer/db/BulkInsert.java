package coffer.db;

import coffer.db.Tx.Arr;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An INSERT of many rows in one statement. The name of each column is next to its value, so that
/// two columns cannot be swapped.
///
/// @param <T> the type that one row is made from
public final class BulkInsert<T> {
  private record Column(String name, String expression, String type, @Nullable Object value) {
    boolean each() {
      return !type.isEmpty();
    }
  }

  private final String table;
  private final List<T> rows;
  private final List<Column> columns = new ArrayList<>();

  private BulkInsert(String table, List<T> rows) {
    this.table = table;
    this.rows = rows;
  }

  public static <T> BulkInsert<T> into(String table, List<T> rows) {
    return new BulkInsert<>(table, rows);
  }

  /// The same value in all rows.
  public BulkInsert<T> all(String name, @Nullable Object value) {
    columns.add(new Column(name, "?", "", value));
    return this;
  }

  public BulkInsert<T> bigint(String name, Function<T, @Nullable Long> value) {
    return each(name, "bigint", "%s", value);
  }

  public BulkInsert<T> integer(String name, Function<T, @Nullable Integer> value) {
    return each(name, "integer", "%s", value);
  }

  public BulkInsert<T> numeric(String name, Function<T, ? extends @Nullable Number> value) {
    return each(name, "numeric", "%s", value);
  }

  public BulkInsert<T> uuid(String name, Function<T, ? extends @Nullable Object> value) {
    return each(name, "uuid", "%s", value);
  }

  public BulkInsert<T> text(String name, Function<T, @Nullable String> value) {
    return each(name, "text", "%s", value);
  }

  public BulkInsert<T> name(String name, Function<T, ? extends @Nullable Enum<?>> value) {
    return each(name, "text", "%s", value);
  }

  public BulkInsert<T> bool(String name, Function<T, @Nullable Boolean> value) {
    return each(name, "boolean", "%s", value);
  }

  /// A time, sent as text: the driver cannot write arrays of times.
  public BulkInsert<T> time(String name, Function<T, java.time.@Nullable Instant> value) {
    return each(name, "text", "%s::timestamptz", value);
  }

  /// JSON text.
  public BulkInsert<T> jsonb(String name, Function<T, @Nullable String> value) {
    return each(name, "text", "%s::jsonb", value);
  }

  /// A text array, given as one text with commas between the elements. An empty text is an empty
  /// array.
  public BulkInsert<T> texts(String name, Function<T, String> value) {
    return each(name, "text", "string_to_array(%s, ',')", value);
  }

  private BulkInsert<T> each(
      String name, String type, String expression, Function<T, ? extends @Nullable Object> value) {
    var values = new ArrayList<@Nullable Object>(rows.size());
    for (var row : rows) values.add(value.apply(row));
    columns.add(new Column(name, expression.formatted("r." + name), type, new Arr(type, values)));
    return this;
  }

  /// Sends the statement together with those that follow, like [Tx#batch].
  public void batch(Tx tx) {
    if (!rows.isEmpty()) tx.batch(sql(""), args());
  }

  /// @param end the clauses after the SELECT: `ORDER BY r.id`, `ON CONFLICT DO NOTHING`
  public void batch(Tx tx, String end) {
    if (!rows.isEmpty()) tx.batch(sql(end), args());
  }

  private String sql(String end) {
    var each = columns.stream().filter(Column::each).toList();
    return "INSERT INTO %s (%s)\nSELECT %s\nFROM unnest(%s) AS r(%s)%s"
        .formatted(
            table,
            names(columns),
            columns.stream().map(Column::expression).collect(Collectors.joining(", ")),
            each.stream()
                .map(column -> "?::" + column.type + "[]")
                .collect(Collectors.joining(", ")),
            names(each),
            end.isEmpty() ? "" : "\n" + end);
  }

  private @Nullable Object[] args() {
    var args = new ArrayList<@Nullable Object>();
    columns.stream().filter(column -> !column.each()).forEach(column -> args.add(column.value));
    columns.stream().filter(Column::each).forEach(column -> args.add(column.value));
    return args.toArray();
  }

  private static String names(List<Column> columns) {
    return columns.stream().map(Column::name).collect(Collectors.joining(", "));
  }
}
