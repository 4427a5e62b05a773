package coffer.rates;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/// When a rate that a bank sets for a day is true: at any moment of that day, and of the hours
/// before it for which it is known already; afterwards it is as old as the end of its day.
final class PublicationDay {
  private static final Duration MAX_AHEAD = Duration.ofDays(4);

  private PublicationDay() {}

  /// @throws RateSourceException if the day is too far ahead to be believed
  static Instant at(LocalDate day, ZoneId zone, Instant now, RateDownload source) {
    var start = day.atStartOfDay(zone).toInstant();
    if (start.isAfter(now.plus(MAX_AHEAD))) throw source.broken("a rate of " + day);
    var end = day.plusDays(1).atStartOfDay(zone).toInstant();
    return end.isBefore(now) ? end : now;
  }
}
