package coffer.api.coffer;

import coffer.core.event.Destination;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A destination of a project's events.
///
/// @param types for example `invoice.settled` or `invoice.*`; empty = all
/// @param secret signs the webhooks; only in the response to creation, for keys with
///     `project:write`
record WebhookWire(
    UUID id,
    String url,
    String dialect,
    List<String> types,
    Instant createdAt,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> secret) {

  static WebhookWire of(Destination destination, Optional<String> secret) {
    return new WebhookWire(
        destination.publicId(),
        destination.url(),
        destination.dialect(),
        destination.types(),
        destination.createdAt(),
        secret);
  }

  @Override
  public String toString() {
    return "webhook " + id;
  }
}
