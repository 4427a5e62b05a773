package coffer.webhook;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A delivery as it is shown to merchants.
///
/// @param row id of the row
/// @param event its public id: the `webhook-id`
/// @param invoice its public id, if the event concerns an invoice
/// @param attempts so far, including those before a redelivery
/// @param skipped why nothing was sent; empty if the delivery is not skipped, or was skipped before
///     reasons were stored
/// @param dueAt the time of the next attempt; empty once the delivery has ended
public record DeliveryView(
    long row,
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
    /// to be sent, or being sent
    DUE,
    DELIVERED,
    /// given up after the last attempt
    FAILED,
    /// nothing was sent: see [SkipReason]
    SKIPPED
  }

  public enum SkipReason {
    /// the dialect does not send events of this kind or state
    KIND,
    /// the destination was deleted
    DELETED,
    /// a later event of the same object has superseded it
    OVERTAKEN
  }

  /// @param attempts oldest first
  public record WithAttempts(DeliveryView delivery, List<AttemptView> attempts) {}

  /// @param status the HTTP status; empty = there was no response
  /// @param error why there was no response; with a status: that the request was sent twice
  /// @param answer the first 1,000 bytes of the response, printable characters only
  public record AttemptView(
      int number,
      Instant at,
      int millis,
      Optional<Integer> status,
      Optional<String> error,
      Optional<String> answer) {}
}
