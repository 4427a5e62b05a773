package coffer.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// A bucket of tokens for each key and each client address, on this node alone: with several nodes
/// a client gets as many times the limit.
public final class RateLimiter {
  /// Of one limiter. Beyond it the one that was used longest ago begins anew.
  public static final int MAX_BUCKETS = 100_000;

  /// @param perMinute how many tokens come back in a minute; 0 = no limit
  /// @param burst how many a bucket holds
  public record Limit(int perMinute, int burst) {
    public Limit {
      if (perMinute < 0 || burst < 1) throw new IllegalArgumentException("limit");
    }
  }

  /// How an answer tells of the limit.
  public enum Headers {
    /// `RateLimit-Limit`, `-Remaining`, `-Reset` (seconds)
    RATE_LIMIT,
    /// `X-RateLimit-Limit`, `-Remaining`; a refusal has `X-RateLimit-Reset` (unix time) and
    /// `Retry-After` as well
    X_RATE_LIMIT,
    /// nothing: another limit is told
    NONE
  }

  /// @param reset until the bucket is full again
  /// @param retryAfter until there is a token; zero if there was one
  record Decision(int limit, int remaining, Duration reset, Duration retryAfter) {
    boolean allowed() {
      return retryAfter.isZero();
    }
  }

  private static final class Bucket {
    private double tokens;
    private long at;

    Bucket(double tokens, long at) {
      this.tokens = tokens;
      this.at = at;
    }
  }

  private final Limit limit;
  private final Headers headers;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final Cache<String, Bucket> buckets =
      Caffeine.newBuilder()
          .maximumSize(MAX_BUCKETS)
          .expireAfterAccess(Duration.ofMinutes(10))
          .build();

  public RateLimiter(Limit limit) {
    this(limit, Headers.RATE_LIMIT);
  }

  /// @param headers that name no moment
  RateLimiter(Limit limit, Headers headers) {
    this(limit, headers, InstantSource.system());
  }

  /// @param clock for headers that name a moment
  public RateLimiter(Limit limit, Headers headers, InstantSource clock) {
    this(limit, headers, clock, System::nanoTime);
  }

  /// @param nanos a clock that only goes forward
  RateLimiter(Limit limit, Headers headers, InstantSource clock, LongSupplier nanos) {
    this.limit = limit;
    this.headers = headers;
    this.clock = clock;
    this.nanos = nanos;
  }

  /// Takes a token and says so in the answer's headers.
  ///
  /// @throws Failure.Failed if there is none
  public void take(Context ctx, String bucket) {
    if (limit.perMinute() == 0) return;
    var decision = take(bucket);
    told(decision).forEach((name, value) -> ctx.header(name, String.valueOf(value)));
    if (!decision.allowed()) {
      throw new Failure.TooManyRequests(decision.retryAfter).asException();
    }
  }

  /// Puts back a token that turned out not to be due.
  void giveBack(String name) {
    var bucket = buckets.getIfPresent(name);
    if (bucket == null) return;
    synchronized (bucket) {
      bucket.tokens = Math.min(limit.burst(), bucket.tokens + 1);
    }
  }

  Map<String, Long> told(Decision decision) {
    var told = new LinkedHashMap<String, Long>();
    if (headers == Headers.NONE) return told;
    var prefix = headers == Headers.X_RATE_LIMIT ? "X-RateLimit-" : "RateLimit-";
    told.put(prefix + "Limit", (long) decision.limit);
    told.put(prefix + "Remaining", (long) decision.remaining);
    if (headers == Headers.RATE_LIMIT) {
      told.put(prefix + "Reset", decision.reset.toSeconds());
    } else if (!decision.allowed()) {
      var seconds = decision.retryAfter.toSeconds();
      told.put(prefix + "Reset", clock.instant().getEpochSecond() + seconds);
      told.put("Retry-After", seconds);
    }
    return told;
  }

  Decision take(String name) {
    var now = nanos.getAsLong();
    var bucket = buckets.get(name, _ -> new Bucket(limit.burst(), now));
    double perNano = limit.perMinute() / 60e9;
    synchronized (bucket) {
      bucket.tokens = Math.min(limit.burst(), bucket.tokens + (now - bucket.at) * perNano);
      bucket.at = now;
      boolean allowed = bucket.tokens >= 1;
      if (allowed) bucket.tokens -= 1;
      return new Decision(
          limit.burst(),
          (int) bucket.tokens,
          seconds((limit.burst() - bucket.tokens) / perNano),
          allowed ? Duration.ZERO : seconds((1 - bucket.tokens) / perNano));
    }
  }

  private static Duration seconds(double nanos) {
    return Duration.ofSeconds((long) Math.ceil(nanos / 1e9));
  }
}
