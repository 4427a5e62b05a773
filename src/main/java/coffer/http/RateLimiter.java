package coffer.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.javalin.http.Context;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.LongSupplier;

/// A bucket of tokens for each key and each client address, on this node alone: with several nodes
/// a client gets as many times the limit.
public final class RateLimiter {
  private static final int MOST_BUCKETS = 100_000;

  /// @param perMinute how many tokens come back in a minute; 0 = no limit
  /// @param burst how many a bucket holds
  public record Limit(int perMinute, int burst) {
    public Limit {
      if (perMinute < 0 || burst < 1) throw new IllegalArgumentException("limit");
    }
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
  private final LongSupplier nanos;
  private final Cache<String, Bucket> buckets =
      Caffeine.newBuilder()
          .maximumSize(MOST_BUCKETS)
          .expireAfterAccess(Duration.ofMinutes(10))
          .build();

  public RateLimiter(Limit limit) {
    this(limit, System::nanoTime);
  }

  /// @param nanos a clock that only goes forward
  RateLimiter(Limit limit, LongSupplier nanos) {
    this.limit = limit;
    this.nanos = nanos;
  }

  /// Takes a token and says so in the answer's headers.
  ///
  /// @throws Failure.Failed if there is none
  public void take(Context ctx, String bucket) {
    if (limit.perMinute() == 0) return;
    var decision = take(bucket);
    ctx.header("RateLimit-Limit", String.valueOf(decision.limit));
    ctx.header("RateLimit-Remaining", String.valueOf(decision.remaining));
    ctx.header("RateLimit-Reset", String.valueOf(decision.reset.toSeconds()));
    if (!decision.allowed()) {
      throw new Failure.TooManyRequests(decision.retryAfter).asException();
    }
  }

  /// One bucket for an IPv4 address, one for a /64 of IPv6: that much is one customer of a
  /// provider.
  public void take(Context ctx, InetAddress client) {
    var bytes = client.getAddress();
    var part = client instanceof Inet6Address ? Arrays.copyOf(bytes, 8) : bytes;
    take(ctx, HexFormat.of().formatHex(part));
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
