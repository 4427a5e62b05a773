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

/// Decides whether later events supersede one that is about to be sent. For clients that keep only
/// the last event of an object, the events of an object stay in order: a superseded event is
/// skipped, and an event waits while an earlier one is being sent. To clients that are only
/// notified of paid invoices, an event is sent only while the invoice is paid.
final class SupersededEvents {
  private static final Duration WAIT = Duration.ofSeconds(1);

  /// The number of events in one query.
  private static final int PAGE = 20;

  private static final DeliveryResult OVERTAKEN =
      new DeliveryResult.Skipped(DeliveryView.SkipReason.OVERTAKEN);

  private final Db db;

  SupersededEvents(Db db) {
    this.db = db;
  }

  private record Other(OutgoingEvent event, boolean later) {}

  /// @param leased an event that the format sends
  /// @return its result if it is not to be sent now; empty if it is to be sent
  Optional<DeliveryResult> instead(
      LeasedDelivery leased, WebhookFormat format, WebhookSecret secret, Instant now) {
    if (format.onlyWhilePaid() && !isPaid(leased)) return Optional.of(OVERTAKEN);
    if (!format.onlyLatestCounts()) return Optional.empty();
    var before = Integer.MAX_VALUE;
    for (int found = PAGE; found == PAGE; ) {
      int newest = before;
      var others =
          db.tx(tx -> tx.list(OTHERS, row -> other(leased, row), leased.id(), now, newest, PAGE));
      if (sends(others, true, format, secret)) return Optional.of(OVERTAKEN);
      if (sends(others, false, format, secret)) {
        return Optional.of(new DeliveryResult.Postponed(now.plus(WAIT)));
      }
      found = others.size();
      if (found > 0) before = others.getLast().event.number();
    }
    return Optional.empty();
  }

  private static boolean sends(
      List<Other> others, boolean later, WebhookFormat format, WebhookSecret secret) {
    return others.stream()
        .anyMatch(other -> other.later == later && format.render(other.event, secret).isPresent());
  }

  /// Whether the invoice is paid according to the newest event of the same object, if there is a
  /// later one. An invoice that the merchant has archived stays paid.
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

  /// Later events, and earlier ones that some node is sending; the newest first.
  private static final String OTHERS =
      """
      SELECT d.public_id, e.public_id AS event_id, e.type, e.number, e.at, e.snapshot, e.packed,
        e.number > my.number AS later
      FROM delivery m JOIN event my ON my.id = m.event_id
      JOIN event e ON e.object_type = my.object_type AND e.object_id = my.object_id
      JOIN delivery d ON d.event_id = e.id AND d.destination_id = m.destination_id
      WHERE m.id = ? AND (e.number > my.number
        OR e.number < my.number AND d.status = 'due' AND d.holder IS NOT NULL AND d.due_at > ?)
        AND e.number < ?
      ORDER BY e.number DESC LIMIT ?
      """;

  private static Other other(LeasedDelivery leased, Row row) throws SQLException {
    return new Other(
        new OutgoingEvent(
            row.uuid("public_id"),
            row.uuid("event_id"),
            row.text("type"),
            row.integer("number"),
            row.instant("at"),
            leased.receiver(),
            Json.read(SnapshotText.read(row), Snapshot.class)),
        row.bool("later"));
  }
}
