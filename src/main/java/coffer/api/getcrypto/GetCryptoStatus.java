package coffer.api.getcrypto;

import coffer.core.invoice.Standing;
import java.util.Locale;

/// An invoice's status in this API's words.
enum GetCryptoStatus {
  /// nothing was seen yet
  PENDING,
  /// money is there, not enough of it is final
  CONFIRMING,
  PAID,
  /// a part is final, and either more may come or the time is over
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

  /// As it stands in JSON: `partially_paid`.
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
