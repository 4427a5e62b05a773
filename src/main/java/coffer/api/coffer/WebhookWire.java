package coffer.api.coffer;

import coffer.core.event.Destination;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Where a project's events are told.
///
/// @param types `invoice.settled`, `invoice.*`; empty = all
/// @param secret signs what is sent there; told only to whoever makes it
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
