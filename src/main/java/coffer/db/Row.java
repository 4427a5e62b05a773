package coffer.db;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// The current row of a result, read by column name. A getter without `Optional` is for a column
/// that cannot be NULL where it is read. On NULL, [#number] and [#integer] return 0 and [#bool]
/// returns false; the others throw [IllegalStateException].
public final class Row {
  private final ResultSet rs;

  Row(ResultSet rs) {
    this.rs = rs;
  }

  public long number(String column) throws SQLException {
    return rs.getLong(column);
  }

  public int integer(String column) throws SQLException {
    return rs.getInt(column);
  }

  public boolean bool(String column) throws SQLException {
    return rs.getBoolean(column);
  }

  public String text(String column) throws SQLException {
    return present(column, rs.getString(column));
  }

  public byte[] bytes(String column) throws SQLException {
    return present(column, rs.getBytes(column));
  }

  public UUID uuid(String column) throws SQLException {
    return present(column, rs.getObject(column, UUID.class));
  }

  public Instant instant(String column) throws SQLException {
    return present(column, rs.getObject(column, OffsetDateTime.class)).toInstant();
  }

  public BigInteger units(String column) throws SQLException {
    return decimal(column).toBigIntegerExact();
  }

  public BigDecimal decimal(String column) throws SQLException {
    return present(column, rs.getBigDecimal(column));
  }

  public <E extends Enum<E>> E name(String column, Class<E> type) throws SQLException {
    return constant(type, text(column));
  }

  public <T> T json(String column, Class<T> type) throws SQLException {
    return Json.read(text(column), type);
  }

  public List<String> texts(String column) throws SQLException {
    return List.of((String[]) present(column, rs.getArray(column)).getArray());
  }

  public List<Integer> integers(String column) throws SQLException {
    return List.of((Integer[]) present(column, rs.getArray(column)).getArray());
  }

  public Optional<Long> maybeNumber(String column) throws SQLException {
    return Optional.ofNullable(rs.getObject(column, Long.class));
  }

  public Optional<Integer> maybeInteger(String column) throws SQLException {
    return Optional.ofNullable(rs.getObject(column, Integer.class));
  }

  public Optional<String> maybeText(String column) throws SQLException {
    return Optional.ofNullable(rs.getString(column));
  }

  public Optional<UUID> maybeUuid(String column) throws SQLException {
    return Optional.ofNullable(rs.getObject(column, UUID.class));
  }

  public Optional<byte[]> maybeBytes(String column) throws SQLException {
    return Optional.ofNullable(rs.getBytes(column));
  }

  public Optional<Instant> maybeInstant(String column) throws SQLException {
    return Optional.ofNullable(rs.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  public Optional<BigInteger> maybeUnits(String column) throws SQLException {
    return maybeDecimal(column).map(BigDecimal::toBigIntegerExact);
  }

  public Optional<BigDecimal> maybeDecimal(String column) throws SQLException {
    return Optional.ofNullable(rs.getBigDecimal(column));
  }

  public <E extends Enum<E>> Optional<E> maybeName(String column, Class<E> type)
      throws SQLException {
    return maybeText(column).map(name -> constant(type, name));
  }

  public <T> Optional<T> maybeJson(String column, Class<T> type) throws SQLException {
    return maybeText(column).map(text -> Json.read(text, type));
  }

  /// How a row names a constant of an enum: in lower case.
  static String text(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String text) {
    return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
  }

  private static <T> T present(String column, T value) {
    if (value == null) throw new IllegalStateException("column " + column + " is NULL");
    return value;
  }
}
