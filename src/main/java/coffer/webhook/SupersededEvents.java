package coffer.webhook;

import coffer.core.event.SnapshotText;
import coffer.core.invoice.Snapshot;
import coffer.db.Db;
import coffer.db.Json;
import coffer.db.Row;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What later events make of one that is about to be sent. For clients that take the last word
/// events of one object stay in order: one that was overtaken is skipped, one whose forerunner is
/// under way waits. To clients that hear only that an invoice was paid it is told while it is.
final class SupersededEvents {
  private static final Duration WAIT = Duration.ofSeconds(1);

  /// How many events are read at once.
  private static final int PAGE = 20;

  private static final DeliveryResult OVERTAKEN =
      new DeliveryResult.Skipped(DeliveryView.SkipReason.OVERTAKEN);

  private final Db db;

  SupersededEvents(Db db) {
    this.db = db;
  }

  private record Other(OutgoingEvent event, boolean later) {}

  /// @param leased an event that the format tells
  /// @return what becomes of it instead of being sent; empty if it is to be sent
  Optional<DeliveryResult> instead(
      LeasedDelivery leased, WebhookFormat format, WebhookSecret secret, Instant now) {
    if (format.tellsOnlyWhilePaid() && !isPaid(leased)) return Optional.of(OVERTAKEN);
    if (!format.lastWordCounts()) return Optional.empty();
    var before = Integer.MAX_VALUE;
    for (int found = PAGE; found == PAGE; ) {
      int newest = before;
      var others =
          db.tx(tx -> tx.list(OTHERS, SupersededEvents::other, leased.id(), now, newest, PAGE));
      if (tells(others, true, format, secret)) return Optional.of(OVERTAKEN);
      if (tells(others, false, format, secret)) {
        return Optional.of(new DeliveryResult.Postponed(now.plus(WAIT)));
      }
      found = others.size();
      if (found > 0) before = others.getLast().event.number();
    }
    return Optional.empty();
  }

  private static boolean tells(
      List<Other> others, boolean later, WebhookFormat format, WebhookSecret secret) {
    return others.stream()
        .anyMatch(other -> other.later == later && format.render(other.event, secret).isPresent());
  }

  /// By the newest event of the same object, if one came after it. What the merchant put away stays
  /// paid.
  private boolean isPaid(LeasedDelivery leased) {
    return db.<Optional<Snapshot>>tx(
            tx ->
                tx.one(
                    NEWEST, row -> Json.read(SnapshotText.read(row), Snapshot.class), leased.id()))
        .flatMap(Snapshot::invoice)
        .map(
            invoice ->
                switch (invoice.standing().status()) {
                  case SETTLED, ARCHIVED -> true;
                  case OPEN, CONFIRMING, EXPIRED, CANCELLED -> false;
                })
        .orElse(true);
  }

  private static final String NEWEST =
      """
      SELECT e.snapshot, e.packed
      FROM delivery m JOIN event my ON my.id = m.event_id
      JOIN event e ON e.object_type = my.object_type AND e.object_id = my.object_id AND e.number > my.number
      WHERE m.id = ? ORDER BY e.number DESC LIMIT 1
      """;

  /// Later ones, and earlier ones that somebody is sending; the newest first.
  private static final String OTHERS =
      """
      SELECT d.public_id, e.public_id AS event_id, e.type, e.number, e.at, e.snapshot, e.packed,
        e.number > my.number AS later
      FROM delivery m JOIN event my ON my.id = m.event_id
      JOIN event e ON e.object_type = my.object_type AND e.object_id = my.object_id
      JOIN delivery d ON d.event_id = e.id AND d.destination_id = m.destination_id
      WHERE m.id = ? AND (e.number > my.number
        OR e.number < my.number AND d.status = 'DUE' AND d.holder IS NOT NULL AND d.due_at > ?)
        AND e.number < ?
      ORDER BY e.number DESC LIMIT ?
      """;

  private static Other other(Row row) throws SQLException {
    return new Other(
        new OutgoingEvent(
            row.uuid("public_id"),
            row.uuid("event_id"),
            row.text("type"),
            row.integer("number"),
            row.instant("at"),
            Json.read(SnapshotText.read(row), Snapshot.class)),
        row.bool("later"));
  }
}
