package coffer.api.onchainpay;

import coffer.core.invoice.Standing;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// The status of an order. Only `error` is final: money may arrive late, and a reorg may undo it.
enum OrderStatus {
  /// nothing was paid yet
  INIT,
  /// a payment was seen, and not enough is confirmed
  PENDING,
  PROCESSED,
  OVERPAID,
  /// expired after a part was paid
  PARTIAL,
  EXPIRED,
  /// ended by the merchant
  ERROR;

  static final Set<String> TEXTS =
      Arrays.stream(values()).map(OrderStatus::text).collect(Collectors.toUnmodifiableSet());

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static OrderStatus of(Standing standing) {
    boolean part = standing.seen().signum() > 0;
    return switch (standing.status()) {
      case OPEN -> part ? PENDING : INIT;
      case CONFIRMING -> PENDING;
      case SETTLED -> standing.over() ? OVERPAID : PROCESSED;
      case EXPIRED -> part ? PARTIAL : EXPIRED;
      case CANCELLED, ARCHIVED -> ERROR;
    };
  }
}
