package coffer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RateLimiterTest {
  private final AtomicLong nanos = new AtomicLong();
  private final RateLimiter limiter =
      new RateLimiter(new RateLimiter.Limit(60, 3), nanos::get); // one a second, three at once

  @Test
  void lendsABurstThenOneASecond() {
    for (int left = 2; left >= 0; left--) {
      var taken = limiter.take("a");
      assertThat(taken.allowed()).isTrue();
      assertThat(taken.remaining()).isEqualTo(left);
    }
    var refused = limiter.take("a");
    assertThat(refused.allowed()).isFalse();
    assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(1));
    assertThat(refused.reset()).isEqualTo(Duration.ofSeconds(3));
    nanos.addAndGet(999_000_000);
    assertThat(limiter.take("a").allowed()).isFalse();
    nanos.addAndGet(2_000_000);
    assertThat(limiter.take("a").allowed()).isTrue();
    assertThat(limiter.take("a").allowed()).isFalse();
  }

  @Test
  void aBucketIsNeverMoreThanFull() {
    limiter.take("a");
    nanos.addAndGet(Duration.ofDays(1).toNanos());
    for (int i = 0; i < 3; i++) assertThat(limiter.take("a").allowed()).isTrue();
    assertThat(limiter.take("a").allowed()).isFalse();
  }

  @Test
  void oneDoesNotEmptyTheOthers() {
    for (int i = 0; i < 10; i++) limiter.take("a");
    assertThat(limiter.take("b").allowed()).isTrue();
  }
}
