package coffer.api;

import coffer.core.PlainText;
import coffer.http.FieldProblem;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// The formats of values in request bodies, queries and paths.
public final class ValueFormats {
  private static final int MAX_DIGITS = 18;
  private static final int MAX_DECIMALS = 36;
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,18}(\\.[0-9]{1,36})?");
  private static final Pattern ID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  /// Why [#time] does not parse a text.
  public static final FieldProblem NO_TIME =
      new FieldProblem.Malformed("Must be a time as in RFC 3339: 2026-11-20T10:00:00Z.");

  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private ValueFormats() {}

  /// Why a text cannot be stored; empty if it can. See [PlainText].
  ///
  /// @param most maximum length in code points, which the database and JSON Schema count too
  public static Optional<FieldProblem> refuse(String text, int most) {
    if (text.codePointCount(0, text.length()) > most)
      return Optional.of(new FieldProblem.TooLong(most));
    return PlainText.is(text) ? Optional.empty() : Optional.of(new FieldProblem.Unprintable());
  }

  /// Parses a time as in RFC 3339, of the years 1970 to 9999.
  public static Optional<Instant> time(String text) {
    try {
      var time = OffsetDateTime.parse(text).toInstant();
      boolean known = !time.isBefore(Instant.EPOCH) && !time.isAfter(LAST);
      return known ? Optional.of(time) : Optional.empty();
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  /// Parses digits with an optional decimal part: no sign, no exponent.
  public static Optional<BigDecimal> decimal(String text) {
    if (text.length() > 60 || !DECIMAL.matcher(text).matches()) return Optional.empty();
    return Optional.of(new BigDecimal(text));
  }

  /// Why a number cannot be an amount; empty if it can. Numbers that fail are never expanded
  /// (`1e999999999`).
  public static Optional<FieldProblem> refuse(BigDecimal number) {
    if (number.signum() == 0) return Optional.empty();
    if ((long) number.precision() - number.scale() > MAX_DIGITS) {
      return Optional.of(new FieldProblem.TooLarge(BigDecimal.TEN.pow(MAX_DIGITS)));
    }
    boolean precise = number.stripTrailingZeros().scale() > MAX_DECIMALS;
    return precise ? Optional.of(new FieldProblem.TooPrecise(MAX_DECIMALS)) : Optional.empty();
  }

  /// Accepts only the format in which Coffer writes ids, so that each id has one spelling.
  public static Optional<UUID> id(String text) {
    return ID.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
  }

  /// A number in plain notation: no exponent, no trailing zeros.
  public static String plain(BigDecimal number) {
    if (number.signum() == 0) return "0";
    var stripped = number.stripTrailingZeros();
    return (stripped.scale() < 0 ? stripped.setScale(0) : stripped).toPlainString();
  }
}
