package coffer.api.coinvoice;

import coffer.core.invoice.InvoicesByPage.Stage;
import coffer.core.invoice.Standing;
import coffer.core.invoice.Status;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The words that CoinVoice has for how an invoice stands.
enum CoinVoiceStatus {
  /// not paid in full, or not finally: a part, or a payment not final yet, is no word of its own
  PENDING,
  PAID,
  /// what was paid in part stands in `amount_paid`
  EXPIRED,
  CANCELLED;

  /// By which a list is filtered.
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

  /// The core's words for it.
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
