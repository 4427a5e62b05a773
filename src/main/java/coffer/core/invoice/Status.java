package coffer.core.invoice;

import java.util.Set;

/// What an invoice is at present. Recomputed from its payments each time something changes: the
/// graph only catches mistakes.
public enum Status {
  /// waits for money
  OPEN,
  /// enough was seen, not all of it is confirmed
  CONFIRMING,
  /// enough is confirmed
  SETTLED,
  /// every chain it was quoted on has passed its time, and there is not enough
  EXPIRED,
  /// by the merchant's word
  CANCELLED,
  /// by the merchant's word, for ever
  ARCHIVED;

  public Set<Status> next() {
    return switch (this) {
      case OPEN -> Set.of(CONFIRMING, SETTLED, EXPIRED, CANCELLED, ARCHIVED);
      case CONFIRMING -> Set.of(OPEN, SETTLED, EXPIRED, CANCELLED, ARCHIVED);
      case EXPIRED -> Set.of(CONFIRMING, SETTLED, CANCELLED, ARCHIVED);
      case SETTLED -> Set.of(CONFIRMING, OPEN, EXPIRED, ARCHIVED); // a reversal
      case CANCELLED -> Set.of(OPEN, CONFIRMING, SETTLED, EXPIRED, ARCHIVED); // the mark taken off
      case ARCHIVED -> Set.of();
    };
  }
}
