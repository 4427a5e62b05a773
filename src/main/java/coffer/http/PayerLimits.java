package coffer.http;

import coffer.core.merchant.Principal;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// What clients without a secret key may do: payers, their browsers, and anybody who copies a
/// publishable key out of a page.
public final class PayerLimits {
  /// How long to wait where a project has as many open invoices as it may.
  private static final Duration FULL = Duration.ofMinutes(1);

  private final Limits limits;
  private final RateLimiter perKey;
  private final RateLimiter perBlock;
  private final RateLimiter misses;

  /// @param invoicesPerKey invoices that one publishable key makes in a minute, and at once; 0 = no
  ///     limit, here and below
  /// @param invoicesPerBlock the same for one client block, with whatever publishable keys
  /// @param openInvoices of one project that publishable keys made, at any time
  /// @param missesPerBlock short codes that do not exist, asked for by one client block in a
  ///     minute, and at once
  public record Limits(
      int invoicesPerKey, int invoicesPerBlock, int openInvoices, int missesPerBlock) {}

  public PayerLimits(Limits limits) {
    this.limits = limits;
    this.perKey = limiter(limits.invoicesPerKey);
    this.perBlock = limiter(limits.invoicesPerBlock);
    this.misses = limiter(limits.missesPerBlock);
  }

  public static PayerLimits none() {
    return new PayerLimits(new Limits(0, 0, 0, 0));
  }

  private static RateLimiter limiter(int perMinute) {
    var limit = new RateLimiter.Limit(perMinute, Math.max(1, perMinute));
    return new RateLimiter(limit, RateLimiter.Headers.NONE);
  }

  /// Counts an invoice that a publishable key is about to make.
  ///
  /// @throws Failure.Failed TooManyRequests
  public void countInvoice(Context ctx, Principal principal) {
    perBlock.take(ctx, ClientBlock.of(ctx).text());
    perKey.take(ctx, "key/" + principal.keyId());
  }

  /// 0 = no limit.
  public int openInvoices() {
    return limits.openInvoices;
  }

  /// What is thrown where a project has [#openInvoices] open ones.
  public static Failure.Failed tooManyOpen() {
    return new Failure.TooManyRequests(FULL).asException();
  }

  /// Looks up a short code, of 48 bits. One that does not exist costs the client block a token, one
  /// that exists costs nothing. Without a token nothing is looked up, so that guessing many codes
  /// at once gains nothing.
  ///
  /// @throws Failure.Failed TooManyRequests if the client block has no token
  public <T> Optional<T> findCode(Context ctx, Supplier<Optional<T>> lookup) {
    var block = ClientBlock.of(ctx).text();
    misses.take(ctx, block);
    var found = lookup.get();
    if (found.isPresent()) misses.giveBack(block);
    return found;
  }
}
