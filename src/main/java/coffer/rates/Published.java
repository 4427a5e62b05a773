package coffer.rates;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/// When a rate that a bank sets for a day is true: at any moment of that day, and of the hours
/// before it for which it is known already; afterwards it is as old as the end of its day.
final class Published {
  private static final Duration AHEAD = Duration.ofDays(4);

  private Published() {}

  /// @throws RateSourceException if the day is too far ahead to be believed
  static Instant at(LocalDate day, ZoneId zone, Instant now, Download source) {
    var start = day.atStartOfDay(zone).toInstant();
    if (start.isAfter(now.plus(AHEAD))) throw source.broken("a rate of " + day);
    var end = day.plusDays(1).atStartOfDay(zone).toInstant();
    return end.isBefore(now) ? end : now;
  }
}
