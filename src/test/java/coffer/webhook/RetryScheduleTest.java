package coffer.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryScheduleTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private final RetrySchedule schedule = RetrySchedule.STANDARD;

  @ParameterizedTest
  @CsvSource({
    "1, PT5S",
    "2, PT30S",
    "3, PT2M",
    "4, PT10M",
    "5, PT30M",
    "6, PT1H",
    "7, PT3H",
    "8, PT6H",
    "9, PT12H",
    "10, PT24H",
    "11, PT24H",
    "12, PT24H"
  })
  void waitsAfterEachAttempt(int tries, Duration wait) {
    assertThat(next(tries, Optional.empty(), 0.5)).hasValue(NOW.plus(wait));
    assertThat(next(tries, Optional.empty(), 0)).hasValue(NOW.plusMillis(wait.toMillis() * 8 / 10));
    assertThat(next(tries, Optional.empty(), 0.999).orElseThrow())
        .isAfter(NOW.plusMillis(wait.toMillis() * 119 / 100))
        .isBefore(NOW.plusMillis(wait.toMillis() * 12 / 10));
  }

  @Test
  void givesUpAfterThirteen() {
    assertThat(next(13, Optional.empty(), 0)).isEmpty();
  }

  @Test
  void lastsThreeDaysAtTheLeast() {
    var end = NOW;
    for (int tries = 1; tries <= 12; tries++) {
      end = schedule.next(tries, Optional.empty(), end, fixed(0)).orElseThrow();
    }
    assertThat(Duration.between(NOW, end)).isGreaterThan(Duration.ofDays(3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          120                            | PT2M
          1                              | PT5S
          0                              | PT5S
          999999999                      | PT6H
          99999999999999999999           | PT5S
          Fri, 20 Nov 2026 10:03:00 GMT  | PT3M
          Fri, 20 Nov 2026 09:00:00 GMT  | PT5S
          Fri, 20 Nov 2099 09:00:00 GMT  | PT6H
          -5                             | PT5S
          soon                           | PT5S
          """)
  void retryAfterLengthensAWaitWithinLimits(String header, Duration wait) {
    assertThat(next(1, Optional.of(header), 0.5)).hasValue(NOW.plus(wait));
  }

  @Test
  void aScheduleOfItsOwnHasOneAttemptMoreThanWaits() {
    var own = RetrySchedule.of(Duration.ofMinutes(1), Duration.ofHours(24));
    assertThat(own.next(1, Optional.empty(), NOW, fixed(0.5))).hasValue(NOW.plusSeconds(60));
    assertThat(own.next(2, Optional.empty(), NOW, fixed(0)))
        .hasValue(NOW.plus(Duration.ofHours(24).multipliedBy(8).dividedBy(10)));
    assertThat(own.next(3, Optional.empty(), NOW, fixed(0))).isEmpty();
  }

  private Optional<Instant> next(int tries, Optional<String> retryAfter, double random) {
    return schedule.next(tries, retryAfter, NOW, fixed(random));
  }

  private static RandomGenerator fixed(double value) {
    return new RandomGenerator() {
      @Override
      public long nextLong() {
        return 0;
      }

      @Override
      public double nextDouble() {
        return value;
      }
    };
  }
}
