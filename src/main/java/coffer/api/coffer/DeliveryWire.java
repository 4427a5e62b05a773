package coffer.api.coffer;

import coffer.webhook.DeliveryView;
import coffer.webhook.DeliveryView.AttemptView;
import coffer.webhook.DeliveryView.WithAttempts;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// The delivery of one event to one URL.
///
/// @param event also the `webhook-id` of every attempt
/// @param webhook id of the webhook, or of the callback of one invoice
/// @param dialect format of the body, for example `coffer`
/// @param skipReason null unless skipped
/// @param attemptCount attempts so far, including those before a redelivery
/// @param dueAt time of the next attempt; null after the delivery has ended
record DeliveryWire(
    UUID id,
    UUID event,
    String type,
    Optional<UUID> invoice,
    UUID webhook,
    String dialect,
    String url,
    String status,
    Optional<String> skipReason,
    int attemptCount,
    Optional<Instant> dueAt,
    Instant createdAt,
    Optional<Instant> endedAt,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<List<AttemptWire>> attempts) {

  /// @param httpStatus null = no response
  /// @param error why there was no response; together with a status, it states that the request was
  ///     sent twice
  /// @param answer the first bytes of the response body
  record AttemptWire(
      int number,
      Instant at,
      int millis,
      Optional<Integer> httpStatus,
      Optional<String> error,
      Optional<String> answer) {
    static AttemptWire of(AttemptView view) {
      return new AttemptWire(
          view.number(), view.at(), view.millis(), view.status(), view.error(), view.answer());
    }
  }

  static DeliveryWire of(DeliveryView view) {
    return of(view, Optional.empty());
  }

  static DeliveryWire of(WithAttempts view) {
    return of(view.delivery(), Optional.of(view.attempts().stream().map(AttemptWire::of).toList()));
  }

  private static DeliveryWire of(DeliveryView view, Optional<List<AttemptWire>> attempts) {
    return new DeliveryWire(
        view.id(),
        view.event(),
        view.type(),
        view.invoice(),
        view.destination(),
        view.dialect(),
        view.url(),
        view.status().name().toLowerCase(Locale.ROOT),
        view.skipped().map(reason -> reason.name().toLowerCase(Locale.ROOT)),
        view.attempts(),
        view.dueAt(),
        view.createdAt(),
        view.endedAt(),
        attempts);
  }
}
