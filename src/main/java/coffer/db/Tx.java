package coffer.db;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGobject;
import org.postgresql.util.PSQLException;

/// One open transaction. Every command of the core takes one, so that related changes commit
/// together. SQL is written in full where it is used, with `?` for its arguments.
public final class Tx {
  /// Maps the current row of a result.
  @FunctionalInterface
  public interface Mapper<T> {
    T map(Row row) throws SQLException;
  }

  /// Reads the current row of a result.
  @FunctionalInterface
  public interface Reader {
    void read(Row row) throws SQLException;
  }

  /// An array argument: `new Arr("bigint", ids)` for `= ANY(?)` and `unnest(?)`.
  public record Arr(String type, Collection<?> values) {}

  /// A `jsonb` argument.
  public record Jsonb(Object value) {}

  private static final int ROWS_AT_ONCE = 5_000;

  private final Handle handle;
  private final List<Runnable> afterCommit = new ArrayList<>();
  private final List<Later> waiting = new ArrayList<>();
  private final Map<String, Supplier<? extends RuntimeException>> violations = new HashMap<>();

  private record Later(String sql, List<@Nullable Object> args, IntConsumer counted) {}

  Tx(Handle handle) {
    this.handle = handle;
  }

  /// The first row, if there is one.
  public <T> Optional<T> one(String sql, Mapper<T> mapper, @Nullable Object... args) {
    flush();
    return bind(handle.createQuery(sql), args).map((rs, _) -> mapper.map(new Row(rs))).findFirst();
  }

  /// The only row of a statement that always has one.
  ///
  /// @throws IllegalStateException if there is no row
  public <T> T only(String sql, Mapper<T> mapper, @Nullable Object... args) {
    return one(sql, mapper, args)
        .orElseThrow(() -> new IllegalStateException("no row from: " + sql));
  }

  /// The only row, with named arguments.
  public <T> T only(String sql, Mapper<T> mapper, Args args) {
    var named = Args.parse(sql);
    return only(named.sql(), mapper, args.in(named.names()));
  }

  /// The rows, with named arguments.
  public <T> List<T> list(String sql, Mapper<T> mapper, Args args) {
    var named = Args.parse(sql);
    return list(named.sql(), mapper, args.in(named.names()));
  }

  public <T> List<T> list(String sql, Mapper<T> mapper, @Nullable Object... args) {
    flush();
    return bind(handle.createQuery(sql), args).map((rs, _) -> mapper.map(new Row(rs))).list();
  }

  /// Reads row after row as they arrive, 5,000 at a time: for results that are too large for
  /// memory.
  public void each(String sql, Reader reader, @Nullable Object... args) {
    flush();
    bind(handle.createQuery(sql), args)
        .setFetchSize(ROWS_AT_ONCE)
        .map(
            (rs, _) -> {
              reader.read(new Row(rs));
              return true;
            })
        .forEach(_ -> {});
  }

  /// Runs a statement and returns the number of affected rows.
  public int update(String sql, @Nullable Object... args) {
    flush();
    return bind(handle.createUpdate(sql), args).execute();
  }

  /// The same with named arguments.
  public int update(String sql, Args args) {
    var named = Args.parse(sql);
    return update(named.sql(), args.in(named.names()));
  }

  /// For `INSERT ... RETURNING id`.
  public long id(String sql, @Nullable Object... args) {
    return only(sql, row -> row.number("id"), args);
  }

  /// One statement for many rows, sent in one batch.
  public void batch(String sql, Collection<@Nullable Object[]> rows) {
    if (rows.isEmpty()) return;
    flush();
    var batch = handle.prepareBatch(sql);
    for (var args : rows) bind(batch, args).add();
    batch.execute();
  }

  /// Like [#update], but delayed: the statement is sent together with those that follow, in order
  /// and in one round trip, before the next read and at the latest with the commit. Its errors are
  /// thrown then.
  public void batch(String sql, @Nullable Object... args) {
    batch(_ -> {}, sql, args);
  }

  /// The same with named arguments.
  public void batch(String sql, Args args) {
    var named = Args.parse(sql);
    batch(named.sql(), args.in(named.names()));
  }

  /// @param counted gets the number of affected rows, before this transaction is committed or, if
  ///     nothing else was read, right after
  public void batch(IntConsumer counted, String sql, @Nullable Object... args) {
    waiting.add(new Later(sql.strip(), Arrays.asList(args), counted));
  }

  /// Sets the failure of this transaction if it violates the constraint or unique index of that
  /// name, at the commit or before.
  public void onViolation(String constraint, Supplier<? extends RuntimeException> failure) {
    violations.put(constraint, failure);
  }

  /// The failure that [#onViolation] set for it, otherwise the failure itself.
  RuntimeException explain(RuntimeException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (!(cause instanceof PSQLException e) || e.getServerErrorMessage() == null) continue;
      var named = violations.get(e.getServerErrorMessage().getConstraint());
      if (named != null) return named.get();
    }
    return failure;
  }

  private void flush() {
    if (!waiting.isEmpty()) send("");
  }

  /// Commits. Delayed statements and the commit are one round trip.
  void commit() {
    if (!waiting.isEmpty()) send(";\nCOMMIT");
    handle.commit();
  }

  private void send(String end) {
    var sent = List.copyOf(waiting);
    waiting.clear();
    var sql = sent.stream().map(Later::sql).collect(Collectors.joining(";\n", "", end));
    try (var statement = handle.getConnection().prepareStatement(sql)) {
      int position = 1;
      for (var each : sent) {
        for (var value : each.args) set(statement, position++, value);
      }
      statement.execute();
      for (var each : sent) {
        each.counted.accept(statement.getUpdateCount());
        statement.getMoreResults();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /// Runs the action after this transaction is committed, and not at all if it is rolled back. Only
  /// for waking workers: anything that must happen needs a row.
  public void afterCommit(Runnable action) {
    afterCommit.add(action);
  }

  void committed() {
    afterCommit.forEach(Runnable::run);
  }

  private static <S extends SqlStatement<S>> S bind(S statement, @Nullable Object[] args) {
    for (int i = 0; i < args.length; i++) statement.bind(i, argument(args[i]));
    return statement;
  }

  private static Argument argument(@Nullable Object value) {
    return (position, statement, _) -> set(statement, position, value);
  }

  private static void set(PreparedStatement statement, int position, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case null -> statement.setNull(position, Types.NULL);
      case Optional<?> optional -> set(statement, position, optional.orElse(null));
      case Instant instant -> statement.setObject(position, time(instant));
      case BigInteger units -> statement.setBigDecimal(position, new BigDecimal(units));
      case Enum<?> name -> statement.setString(position, Row.text(name));
      case Arr(var type, var values) ->
          statement.setArray(
              position, statement.getConnection().createArrayOf(type, elements(type, values)));
      case Jsonb(var json) -> {
        var object = new PGobject();
        object.setType("jsonb");
        object.setValue(Json.write(json));
        statement.setObject(position, object);
      }
      case byte[] bytes -> statement.setBytes(position, bytes);
      case String text -> statement.setString(position, text);
      case Long number -> statement.setLong(position, number);
      case Integer number -> statement.setInt(position, number);
      case Boolean bool -> statement.setBoolean(position, bool);
      case BigDecimal decimal -> statement.setBigDecimal(position, decimal);
      case UUID uuid -> statement.setObject(position, uuid);
      default -> throw new IllegalArgumentException("no SQL type for " + value.getClass());
    }
  }

  private static @Nullable Object[] elements(String type, Collection<?> values) {
    if (type.equals("bytea"))
      return values.toArray(byte[][]::new); // the only form that the driver accepts
    return values.stream()
        .map(
            value ->
                switch (value) {
                  case null -> null;
                  case Instant instant -> time(instant).toString();
                  case BigInteger units -> new BigDecimal(units);
                  case Enum<?> name -> Row.text(name);
                  case Object other -> other;
                })
        .toArray();
  }

  private static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
