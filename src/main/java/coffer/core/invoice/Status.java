package coffer.core.invoice;

import java.util.Set;

/// The status of an invoice. It is computed from payments, clocks and mark after each change.
public enum Status {
  /// waits for payments
  OPEN,
  /// enough was seen, but not enough is confirmed
  CONFIRMING,
  /// enough is confirmed, or the merchant marked it as settled
  SETTLED,
  /// not enough was seen, and every chain with a quote is past the expiry (without quotes: the
  /// server's clock is), or the merchant ended it
  EXPIRED,
  /// cancelled by the merchant
  CANCELLED,
  /// archived by the merchant, permanently
  ARCHIVED;

  /// The statuses that can follow. [Invoices#mark] rejects a mark with another status.
  public Set<Status> next() {
    return switch (this) {
      case OPEN -> Set.of(CONFIRMING, SETTLED, EXPIRED, CANCELLED, ARCHIVED);
      case CONFIRMING -> Set.of(OPEN, SETTLED, EXPIRED, CANCELLED, ARCHIVED);
      case EXPIRED -> Set.of(CONFIRMING, SETTLED, CANCELLED, ARCHIVED);
      case SETTLED -> Set.of(CONFIRMING, OPEN, EXPIRED, ARCHIVED); // after a reversal
      case CANCELLED -> Set.of(OPEN, CONFIRMING, SETTLED, EXPIRED, ARCHIVED); // mark removed
      case ARCHIVED -> Set.of();
    };
  }
}
