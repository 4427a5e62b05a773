package coffer.http;

import coffer.core.merchant.Principal;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/// Limits for clients without a secret key: payers, their browsers, and anyone who copies a
/// publishable key out of a page.
public final class PayerLimits {
  /// `Retry-After` if a project has its maximum number of open invoices.
  private static final Duration FULL = Duration.ofMinutes(1);

  /// Acts on simulated chains that one client block may ask payment pages for, per minute.
  public static final int TEST_ACTS_PER_BLOCK = 60;

  private final Limits limits;
  private final RateLimiter perKey;
  private final RateLimiter perBlock;
  private final RateLimiter misses;
  private final RateLimiter testActs = limiter(TEST_ACTS_PER_BLOCK);

  /// In all four, 0 means no limit.
  ///
  /// @param invoicesPerKey invoices and deposit addresses that one publishable key, payment widget
  ///     or payment link may create per minute; also the burst
  /// @param invoicesPerBlock invoices and deposit addresses that one client block may create per
  ///     minute, with any of them; also the burst
  /// @param openInvoices maximum number of open invoices of one project that any of them created
  /// @param missesPerBlock requests of one client block per minute for short codes that do not
  ///     exist; also the burst
  public record Limits(
      int invoicesPerKey, int invoicesPerBlock, int openInvoices, int missesPerBlock) {}

  public PayerLimits(Limits limits) {
    this.limits = limits;
    this.perKey = limiter(limits.invoicesPerKey);
    this.perBlock = limiter(limits.invoicesPerBlock);
    this.misses = limiter(limits.missesPerBlock);
  }

  /// No limits.
  public static PayerLimits none() {
    return new PayerLimits(new Limits(0, 0, 0, 0));
  }

  private static RateLimiter limiter(int perMinute) {
    var limit = new RateLimiter.Limit(perMinute, Math.max(1, perMinute));
    return new RateLimiter(limit, RateLimiter.Headers.NONE);
  }

  /// Counts an invoice that a publishable key is about to create.
  ///
  /// @throws Failure.Failed TooManyRequests
  public void countInvoice(Context ctx, Principal principal) {
    perBlock.take(ctx, ClientBlock.of(ctx).text());
    perKey.take(ctx, "key/" + principal.keyId());
  }

  /// Counts a payment from the test wallet, a block or a reorg that a payment page is asked for.
  ///
  /// @throws Failure.Failed TooManyRequests
  public void countTestAct(Context ctx) {
    testActs.take(ctx, ClientBlock.of(ctx).text());
  }

  /// Counts an invoice or a deposit address that a payer is about to create through a payment
  /// widget, or an invoice through a payment link.
  ///
  /// @param form public id of the widget or of the link
  /// @throws Failure.Failed TooManyRequests
  public void countInvoice(Context ctx, UUID form) {
    perBlock.take(ctx, ClientBlock.of(ctx).text());
    perKey.take(ctx, "form/" + form);
  }

  /// Maximum number of open invoices of a project; 0 = no limit.
  public int openInvoices() {
    return limits.openInvoices;
  }

  /// The exception for a project that has [#openInvoices] open invoices.
  public static Failure.Failed tooManyOpen() {
    return new Failure.TooManyRequests(FULL).asException();
  }

  /// Looks up a short code (48 bits). A code that does not exist costs the client block a token, a
  /// code that exists costs nothing. Without a token there is no lookup, so guessing many codes
  /// concurrently gains nothing.
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
