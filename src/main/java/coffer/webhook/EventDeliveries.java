package coffer.webhook;

import coffer.db.Tx;
import coffer.db.Tx.Arr;
import coffer.webhook.DeliveryView.Status;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The deliveries of some events, each with what its last attempt brought.
public final class EventDeliveries {
  /// The most deliveries that are read, those of the newest events.
  public static final int MOST = 300;

  /// @param event row id
  /// @param answered when the last attempt was made; empty = none was made
  /// @param httpStatus of the last answer; empty = there was none
  /// @param error why there was no answer
  public record Told(
      long event,
      UUID delivery,
      String url,
      Status status,
      int attempts,
      Optional<Instant> answered,
      Optional<Integer> httpStatus,
      Optional<String> error) {}

  private EventDeliveries() {}

  /// Oldest event first.
  ///
  /// @param events row ids
  public static List<Told> of(Tx tx, long projectId, Collection<Long> events) {
    return tx.list(
            """
            SELECT d.event_id, d.public_id, t.url, d.status, d.attempts, a.at, a.status AS answer, a.error
            FROM delivery d JOIN destination t ON t.id = d.destination_id
            LEFT JOIN LATERAL (SELECT at, status, error FROM attempt WHERE delivery_id = d.id
              ORDER BY number DESC LIMIT 1) a ON true
            WHERE d.event_id = ANY (?) AND d.project_id = ?
            ORDER BY d.event_id DESC, d.destination_id LIMIT ?
            """,
            row ->
                new Told(
                    row.number("event_id"),
                    row.uuid("public_id"),
                    row.text("url"),
                    row.name("status", Status.class),
                    row.integer("attempts"),
                    row.maybeInstant("at"),
                    row.maybeInteger("answer"),
                    row.maybeText("error")),
            new Arr("bigint", List.copyOf(events)),
            projectId,
            MOST)
        .reversed();
  }
}
