package coffer.api.getcrypto;

import coffer.core.invoice.Standing;
import java.util.Locale;

/// The statuses of invoices in this API.
enum GetCryptoStatus {
  /// no payment was seen
  PENDING,
  /// payments were seen, but not enough is confirmed
  CONFIRMING,
  PAID,
  /// a part is confirmed; more may follow, or the invoice expired
  PARTIALLY_PAID,
  EXPIRED,
  CANCELLED;

  static GetCryptoStatus of(Standing standing) {
    boolean part = standing.confirmed().signum() > 0;
    return switch (standing.status()) {
      case OPEN -> part ? PARTIALLY_PAID : standing.seen().signum() > 0 ? CONFIRMING : PENDING;
      case CONFIRMING -> CONFIRMING;
      case SETTLED -> PAID;
      case EXPIRED -> part ? PARTIALLY_PAID : EXPIRED;
      case CANCELLED, ARCHIVED -> CANCELLED;
    };
  }

  /// The status in JSON, for example `partially_paid`.
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
