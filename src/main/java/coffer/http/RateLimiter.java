package coffer.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// A token bucket for each key and each client block. Buckets are local to the node: with several
/// nodes, a client gets the limit once per node.
public final class RateLimiter {
  /// Maximum number of buckets of one limiter. Beyond it, the least recently used bucket is dropped
  /// and starts full again.
  public static final int MAX_BUCKETS = 100_000;

  /// @param perMinute tokens that are added per minute; 0 = no limit
  /// @param burst capacity of a bucket
  public record Limit(int perMinute, int burst) {
    public Limit {
      if (perMinute < 0 || burst < 1) throw new IllegalArgumentException("limit");
    }
  }

  /// The response headers that report the limit.
  public enum Headers {
    /// `RateLimit-Limit`, `RateLimit-Remaining` and `RateLimit-Reset` (seconds)
    RATE_LIMIT,
    /// `X-RateLimit-Limit` and `X-RateLimit-Remaining`; if the limit is exceeded, also
    /// `X-RateLimit-Reset` (Unix time) and `Retry-After`
    X_RATE_LIMIT,
    /// no headers: the response reports another limit
    NONE
  }

  /// @param reset time until the bucket is full again
  /// @param retryAfter time until a token is available; zero if one was taken
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

  /// @param headers a kind without a Unix time
  RateLimiter(Limit limit, Headers headers) {
    this(limit, headers, InstantSource.system());
  }

  /// @param clock for headers with a Unix time
  public RateLimiter(Limit limit, Headers headers, InstantSource clock) {
    this(limit, headers, clock, System::nanoTime);
  }

  /// @param nanos a monotonic clock in nanoseconds
  RateLimiter(Limit limit, Headers headers, InstantSource clock, LongSupplier nanos) {
    this.limit = limit;
    this.headers = headers;
    this.clock = clock;
    this.nanos = nanos;
  }

  /// Takes a token and sets the response headers.
  ///
  /// @throws Failure.Failed TooManyRequests if the bucket is empty
  public void take(Context ctx, String bucket) {
    if (limit.perMinute() == 0) return;
    var decision = take(bucket);
    told(decision).forEach((name, value) -> ctx.header(name, String.valueOf(value)));
    if (!decision.allowed()) {
      throw new Failure.TooManyRequests(decision.retryAfter).asException();
    }
  }

  /// Puts back a token that was taken in advance and turned out not to be due.
  void giveBack(String name) {
    var bucket = buckets.getIfPresent(name);
    if (bucket == null) return;
    synchronized (bucket) {
      bucket.tokens = Math.min(limit.burst(), bucket.tokens + 1);
    }
  }

  Map<String, Long> told(Decision decision) {
    var values = new LinkedHashMap<String, Long>();
    if (headers == Headers.NONE) return values;
    var prefix = headers == Headers.X_RATE_LIMIT ? "X-RateLimit-" : "RateLimit-";
    values.put(prefix + "Limit", (long) decision.limit);
    values.put(prefix + "Remaining", (long) decision.remaining);
    if (headers == Headers.RATE_LIMIT) {
      values.put(prefix + "Reset", decision.reset.toSeconds());
    } else if (!decision.allowed()) {
      var seconds = decision.retryAfter.toSeconds();
      values.put(prefix + "Reset", clock.instant().getEpochSecond() + seconds);
      values.put("Retry-After", seconds);
    }
    return values;
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
