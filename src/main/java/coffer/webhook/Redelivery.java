package coffer.webhook;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// A command that sends past deliveries again.
///
/// @param status of the deliveries when the command reached them; empty if single ones were chosen
/// @param webhook public id of their destination; empty = all
/// @param type of their event; empty = all
/// @param since they were made at or after this time; empty = no bound
/// @param until they were made before this time; empty = no bound
/// @param redelivered how many it has made due so far, each once
/// @param limited whether it ended at [Redeliveries#MAX] deliveries, and others are left
/// @param endedAt empty while it goes on
public record Redelivery(
    long id,
    UUID publicId,
    Optional<DeliveryView.Status> status,
    Optional<UUID> webhook,
    Optional<String> type,
    Optional<Instant> since,
    Optional<Instant> until,
    int redelivered,
    boolean limited,
    Instant createdAt,
    Optional<Instant> endedAt) {

  /// Which deliveries to send again.
  ///
  /// @param status `FAILED`, `SKIPPED` or `DELIVERED`
  /// @param webhook public id of the destination; empty = all
  /// @param type of the event; empty = all
  /// @param since made at or after this time; empty = no bound
  /// @param until made before this time; empty = no bound
  public record Filter(
      DeliveryView.Status status,
      Optional<UUID> webhook,
      Optional<String> type,
      Optional<Instant> since,
      Optional<Instant> until) {}
}
