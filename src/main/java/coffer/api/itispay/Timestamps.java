package coffer.api.itispay;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Times in requests and responses. Reads five layouts; writes RFC 3339 in UTC, with seconds or
/// microseconds.
final class Timestamps {
  private static final Instant FIRST = Instant.parse("1970-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");
  private static final DateTimeFormatter SPACED = strict("uuuu-MM-dd HH:mm:ss");

  /// The vendor calls it the US format, but the layout has the day first.
  private static final DateTimeFormatter DAY_FIRST = strict("dd/MM/uuuu HH:mm:ss");

  private static final DateTimeFormatter PRECISE = strict("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'");

  private static final Pattern BARE_ZONE = Pattern.compile("(T[0-9:.]+) ([0-9]{2}:[0-9]{2})$");

  private static final List<Function<String, Instant>> LAYOUTS =
      List.of(
          text -> OffsetDateTime.parse(text).toInstant(),
          text -> LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC),
          text -> LocalDateTime.parse(text, SPACED).toInstant(ZoneOffset.UTC),
          text -> LocalDateTime.parse(text, DAY_FIRST).toInstant(ZoneOffset.UTC));

  static final String SENTENCE =
      "must be a time: 2006-01-02T15:04:05Z, 2006-01-02, 2006-01-02 15:04:05 or 02/01/2006 15:04:05"
          + " (day/month/year)";

  private Timestamps() {}

  /// Reads RFC 3339 with or without fractions of a second, a date, a date with time, or
  /// day/month/year with time. Values without a zone are in UTC. Empty if the text is not a time or
  /// is before 1970.
  static Optional<Instant> read(String text) {
    for (var layout : LAYOUTS) {
      try {
        // The database stores microseconds and would round more digits.
        var time = layout.apply(text).truncatedTo(ChronoUnit.MICROS);
        return Optional.of(time).filter(t -> !t.isBefore(FIRST) && !t.isAfter(LAST));
      } catch (DateTimeException _) {
        // try the next layout
      }
    }
    return Optional.empty();
  }

  /// Reads a time from a query, in which a `+` that the client did not encode became a space.
  static Optional<Instant> readBare(String text) {
    return read(BARE_ZONE.matcher(text).replaceFirst("$1+$2"));
  }

  static String write(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /// With six decimals, so that the order of texts is the order of times.
  static String precise(Instant time) {
    return PRECISE.format(time.atOffset(ZoneOffset.UTC));
  }

  private static DateTimeFormatter strict(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, java.util.Locale.ROOT)
        .withResolverStyle(ResolverStyle.STRICT);
  }
}
