package coffer.http;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.Cidr;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RateLimiterTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private final AtomicLong nanos = new AtomicLong();
  private final RateLimiter limiter =
      limiter(RateLimiter.Headers.RATE_LIMIT); // one a second, three at once

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
  void ourHeadersCountSeconds() {
    for (int i = 0; i < 3; i++) limiter.take("a");
    assertThat(limiter.told(limiter.take("a")))
        .isEqualTo(Map.of("RateLimit-Limit", 3L, "RateLimit-Remaining", 0L, "RateLimit-Reset", 3L));
  }

  @Test
  void theOtherHeadersNameTheMomentOfARefusalOnly() {
    var other = limiter(RateLimiter.Headers.X_RATE_LIMIT);
    for (long left = 2; left >= 0; left--) {
      assertThat(other.told(other.take("a")))
          .isEqualTo(Map.of("X-RateLimit-Limit", 3L, "X-RateLimit-Remaining", left));
    }
    assertThat(other.told(other.take("a")))
        .isEqualTo(
            Map.of(
                "X-RateLimit-Limit",
                3L,
                "X-RateLimit-Remaining",
                0L,
                "X-RateLimit-Reset",
                NOW.getEpochSecond() + 1,
                "Retry-After",
                1L));
  }

  @Test
  void anIpv6CustomerIsOneClient() {
    var home = ClientBlock.of(Cidr.address("2001:db8:1:2::3"));
    assertThat(ClientBlock.of(Cidr.address("2001:db8:1:2:ffff::1"))).isEqualTo(home);
    assertThat(ClientBlock.of(Cidr.address("2001:db8:1:3::3"))).isEqualTo(home);
    assertThat(ClientBlock.of(Cidr.address("2001:db8:2:2::3"))).isNotEqualTo(home);
    assertThat(ClientBlock.of(Cidr.address("192.0.2.1")))
        .isNotEqualTo(ClientBlock.of(Cidr.address("192.0.2.2")))
        .isEqualTo(ClientBlock.of(Cidr.address("::ffff:192.0.2.1")));
  }

  @Test
  void aTokenThatWasGivenBackIsThereAgain() {
    for (int i = 0; i < 3; i++) limiter.take("a");
    limiter.giveBack("a");
    assertThat(limiter.take("a").allowed()).isTrue();
    assertThat(limiter.take("a").allowed()).isFalse();
    for (int i = 0; i < 9; i++) limiter.giveBack("a");
    assertThat(limiter.take("a").remaining()).isEqualTo(2);
  }

  private RateLimiter limiter(RateLimiter.Headers headers) {
    return new RateLimiter(
        new RateLimiter.Limit(60, 3), headers, InstantSource.fixed(NOW), nanos::get);
  }

  @Test
  void oneDoesNotEmptyTheOthers() {
    for (int i = 0; i < 10; i++) limiter.take("a");
    assertThat(limiter.take("b").allowed()).isTrue();
  }
}
