package coffer.webhook;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A delivery as it is shown.
///
/// @param event its public id: the `webhook-id`
/// @param invoice its public id, where the event touches one
/// @param attempts so far, those before a redelivery included
/// @param skipped why nothing was told; empty if the delivery is not skipped, or was skipped before
///     reasons were kept
/// @param dueAt of the next attempt; empty once it has ended
public record DeliveryView(
    UUID id,
    UUID event,
    String type,
    Optional<UUID> invoice,
    UUID destination,
    String dialect,
    String url,
    Status status,
    Optional<SkipReason> skipped,
    int attempts,
    Optional<Instant> dueAt,
    Instant createdAt,
    Optional<Instant> endedAt) {

  public enum Status {
    /// will be sent, or is being sent
    DUE,
    DELIVERED,
    /// given up after the last attempt
    FAILED,
    /// nothing was told: see [SkipReason]
    SKIPPED
  }

  public enum SkipReason {
    /// the dialect has no words for the event
    KIND,
    /// the destination was deleted
    DELETED,
    /// a later event of the same object is told, and the dialect's clients take the last word
    OVERTAKEN
  }

  /// @param attempts oldest first
  public record WithAttempts(DeliveryView delivery, List<AttemptView> attempts) {}

  /// @param status of HTTP; empty = there was no answer
  /// @param error why there was none
  /// @param answer the first 1,000 bytes of it, printable characters only
  public record AttemptView(
      int number,
      Instant at,
      int millis,
      Optional<Integer> status,
      Optional<String> error,
      Optional<String> answer) {}
}
