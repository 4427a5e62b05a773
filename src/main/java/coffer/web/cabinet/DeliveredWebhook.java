package coffer.web.cabinet;

import coffer.webhook.EventDeliveries.Told;
import java.util.Locale;
import java.util.UUID;

/// A webhook that told of an event.
///
/// @param status key of the delivery's status
/// @param answer of the last attempt: an HTTP status, or why there was none; "" = none was made
public record DeliveredWebhook(UUID id, String url, String status, int attempts, String answer) {
  static DeliveredWebhook of(Told told) {
    return new DeliveredWebhook(
        told.delivery(),
        told.url(),
        told.status().name().toLowerCase(Locale.ROOT),
        told.attempts(),
        told.httpStatus().map(status -> "HTTP " + status).or(told::error).orElse(""));
  }
}
