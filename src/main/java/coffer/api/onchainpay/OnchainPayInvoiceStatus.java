package coffer.api.onchainpay;

import coffer.core.invoice.Standing;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/// The status of an invoice.
enum OnchainPayInvoiceStatus {
  /// the payer has not chosen a coin yet
  CREATED,
  /// the payer has chosen a coin, and nothing was paid yet
  INIT,
  PENDING,
  PROCESSED,
  PARTIAL,
  OVERPAID,
  EXPIRED,
  /// ended by the merchant
  REJECTED;

  static final Set<String> TEXTS =
      Arrays.stream(values())
          .map(OnchainPayInvoiceStatus::name)
          .collect(Collectors.toUnmodifiableSet());

  static OnchainPayInvoiceStatus of(Standing standing) {
    return switch (OrderStatus.of(standing)) {
      case INIT -> standing.quoted() ? INIT : CREATED;
      case PENDING -> PENDING;
      case PROCESSED -> PROCESSED;
      case PARTIAL -> PARTIAL;
      case OVERPAID -> OVERPAID;
      case EXPIRED -> EXPIRED;
      case ERROR -> REJECTED;
    };
  }
}
