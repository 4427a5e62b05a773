package coffer.core.event;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.db.Json;
import coffer.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/// Made-up events with which a merchant tries one destination.
public final class TestEvents {
  /// The most test events of a destination in [#PERIOD].
  public static final int MAX = 20;

  public static final Duration PERIOD = Duration.ofHours(1);

  /// Adds an event that is due to this destination only, whatever types it receives.
  ///
  /// @param snapshot of nothing
  /// @param field of the request that is reported if there were [#MAX] in [#PERIOD]
  /// @return public id of the delivery
  public UUID add(
      Tx tx,
      long organizationId,
      Destination destination,
      Object snapshot,
      Field field,
      Instant now) {
    tx.one(
        "SELECT id FROM destination WHERE id = ? FOR NO KEY UPDATE",
        row -> row.number("id"),
        destination.id());
    int recent =
        tx.only(
            """
            SELECT count(*)::integer AS n FROM event
            WHERE object_id = ? AND object_type = 'destination' AND project_id = ? AND at > ?
            """,
            row -> row.integer("n"),
            destination.id(),
            destination.projectId(),
            now.minus(PERIOD));
    if (recent >= MAX) {
      var reason = "A webhook gets at most " + MAX + " test events an hour.";
      throw new Rejection.InvalidField(field, reason).asException();
    }
    return insert(tx, organizationId, destination, snapshot, now);
  }

  private static UUID insert(
      Tx tx, long organizationId, Destination destination, Object snapshot, Instant now) {
    return tx.only(
        """
        WITH added AS (
          INSERT INTO event (public_id, organization_id, project_id, type, object_type, object_id, number, packed, at)
          SELECT ?, ?, ?, ?, 'destination', ?, 1 + coalesce(max(number), 0), ?, ?
          FROM event WHERE object_id = ? AND object_type = 'destination'
          RETURNING id)
        INSERT INTO delivery (public_id, event_id, destination_id, project_id, lane, status, due_at, created_at)
        SELECT ?, added.id, d.id, d.project_id, d.lane, 'due', ?, ?
        FROM added, destination d WHERE d.id = ?
        RETURNING public_id
        """,
        row -> row.uuid("public_id"),
        Events.id(now),
        organizationId,
        destination.projectId(),
        Event.TEST,
        destination.id(),
        SnapshotText.pack(Json.write(snapshot)),
        now,
        destination.id(),
        UUID.randomUUID(),
        now,
        now,
        destination.id());
  }
}
