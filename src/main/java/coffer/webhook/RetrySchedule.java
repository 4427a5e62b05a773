package coffer.webhook;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// When a failed delivery is tried again.
///
/// Each wait is longer or shorter by a random part, so that deliveries that failed together are not
/// sent again together. A `Retry-After` of a 429 or a 503 makes a wait longer, never shorter, and
/// only up to a limit.
///
/// @param waits after the first, second, ... attempt; after one more attempt than there are waits,
///     the delivery has failed
/// @param jitter the largest part of a wait by which it varies, 0 to 1
/// @param mostAsked the longest wait that a receiver may ask for
public record RetrySchedule(List<Duration> waits, double jitter, Duration mostAsked) {
  /// 13 attempts, the last one at least three days after the first.
  public static final RetrySchedule STANDARD =
      of(
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofMinutes(10),
          Duration.ofMinutes(30),
          Duration.ofHours(1),
          Duration.ofHours(3),
          Duration.ofHours(6),
          Duration.ofHours(12),
          Duration.ofHours(24),
          Duration.ofHours(24),
          Duration.ofHours(24));

  /// A schedule in which waits vary by up to a fifth, and a receiver may ask for at most 6 h.
  ///
  /// @param waits after the first, second, ... attempt: one fewer than there are attempts
  public static RetrySchedule of(Duration... waits) {
    return new RetrySchedule(List.of(waits), 0.2, Duration.ofHours(6));
  }

  /// The time of the next attempt.
  ///
  /// @param tries attempts so far, at least 1
  /// @param retryAfter the header's value, if the status allows one
  /// @return empty if the delivery is given up
  public Optional<Instant> next(
      int tries, Optional<String> retryAfter, Instant now, RandomGenerator random) {
    if (tries > waits.size()) return Optional.empty();
    var wait = waits.get(tries - 1);
    var factor = 1 + jitter * (2 * random.nextDouble() - 1);
    var due = now.plusMillis((long) (wait.toMillis() * factor));
    return Optional.of(
        retryAfter
            .flatMap(value -> asked(value, now))
            .map(asked -> earlier(asked, now.plus(mostAsked)))
            .filter(due::isBefore)
            .orElse(due));
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  /// Parses seconds or a date; ignores anything else.
  private static Optional<Instant> asked(String value, Instant now) {
    var text = value.strip();
    if (text.matches("[0-9]{1,9}")) return Optional.of(now.plusSeconds(Long.parseLong(text)));
    try {
      var date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
      return Optional.of(date.toInstant());
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
