package coffer.rates;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/// When a rate that a bank publishes for a day is valid: at any moment of that day, and in the
/// hours before it in which the rate is already known. After that day, its time is the end of the
/// day.
final class PublicationDay {
  private static final Duration MAX_AHEAD = Duration.ofDays(4);

  private PublicationDay() {}

  /// @throws RateSourceException if the day is more than 4 days ahead
  static Instant at(LocalDate day, ZoneId zone, Instant now, RateDownload source) {
    var start = day.atStartOfDay(zone).toInstant();
    if (start.isAfter(now.plus(MAX_AHEAD))) throw source.broken("a rate of " + day);
    var end = day.plusDays(1).atStartOfDay(zone).toInstant();
    return end.isBefore(now) ? end : now;
  }
}
