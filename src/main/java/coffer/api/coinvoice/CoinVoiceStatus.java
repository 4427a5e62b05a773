package coffer.api.coinvoice;

import coffer.core.invoice.Standing;
import coffer.core.invoice.Status;
import coffer.core.listing.InvoicesByPage.Stage;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The statuses of invoices in this API.
enum CoinVoiceStatus {
  /// not completely paid and confirmed; partial and unconfirmed payments have no separate status
  PENDING,
  PAID,
  /// `amount_paid` contains partial payments
  EXPIRED,
  CANCELLED;

  /// The values of the list's filter.
  static final Map<String, CoinVoiceStatus> WORDS =
      Arrays.stream(values()).collect(Collectors.toMap(CoinVoiceStatus::text, Function.identity()));

  static CoinVoiceStatus of(Standing standing) {
    return of(standing.status());
  }

  private static CoinVoiceStatus of(Status status) {
    return switch (status) {
      case OPEN, CONFIRMING -> PENDING;
      case SETTLED -> PAID;
      case EXPIRED -> EXPIRED;
      case CANCELLED, ARCHIVED -> CANCELLED;
    };
  }

  /// All stages of invoices that have this status.
  Set<Stage> stages() {
    return Arrays.stream(Status.values())
        .filter(status -> of(status) == this)
        .map(status -> new Stage(status, Optional.empty(), Optional.empty()))
        .collect(Collectors.toSet());
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
