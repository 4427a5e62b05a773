package coffer.api.coffer;

import coffer.core.event.Destination;
import coffer.webhook.Deliveries;
import coffer.webhook.DestinationHealth;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A destination of a project's events.
///
/// @param types for example `invoice.settled` or `invoice.*`; empty = all
/// @param health only in the list
/// @param secret signs the webhooks; only in the response to creation, for keys with
///     `project:write`
record WebhookWire(
    UUID id,
    String url,
    String dialect,
    List<String> types,
    Instant createdAt,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<HealthWire> health,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> secret) {

  /// How the endpoint answers.
  ///
  /// @param failingSince null if it accepted the last attempt
  /// @param lastError of the last failure: the HTTP status, or why there was no answer
  /// @param due deliveries that are due or being sent, up to 500
  record HealthWire(
      Optional<Instant> lastSuccessAt,
      Optional<Instant> lastFailureAt,
      Optional<Instant> failingSince,
      Optional<String> lastError,
      int due) {
    static HealthWire of(DestinationHealth health) {
      return new HealthWire(
          health.succeededAt(),
          health.failedAt(),
          health.failingSince(),
          health.error(),
          health.due());
    }
  }

  static WebhookWire of(Deliveries.Watched watched) {
    return of(
        watched.destination(), Optional.of(HealthWire.of(watched.health())), Optional.empty());
  }

  static WebhookWire of(Destination destination, Optional<String> secret) {
    return of(destination, Optional.empty(), secret);
  }

  private static WebhookWire of(
      Destination destination, Optional<HealthWire> health, Optional<String> secret) {
    return new WebhookWire(
        destination.publicId(),
        destination.url(),
        destination.dialect(),
        destination.types(),
        destination.createdAt(),
        health,
        secret);
  }

  @Override
  public String toString() {
    return "webhook " + id;
  }
}
