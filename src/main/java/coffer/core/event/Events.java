package coffer.core.event;

import coffer.db.Json;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Writes events, and the deliveries that they cause.
public final class Events {
  private static final int AT_ONCE = 100;

  // The arrays are in subqueries. Otherwise PostgreSQL would count their elements and plan the
  // whole statement again each time, which takes longer than running it.
  private static final String INSERT =
      """
      WITH added AS (
        INSERT INTO event (public_id, organization_id, project_id, invoice_id, customer_id, type,
            object_type, object_id, number, packed, at)
        SELECT e.public_id, e.organization_id, e.project_id, e.invoice_id, e.customer_id, e.type,
            e.object_type, e.object_id, e.number, e.packed, ?
        FROM unnest((SELECT ?::uuid[]), (SELECT ?::bigint[]), (SELECT ?::bigint[]),
            (SELECT ?::bigint[]), (SELECT ?::bigint[]), (SELECT ?::text[]), (SELECT ?::text[]),
            (SELECT ?::bigint[]), (SELECT ?::integer[]), (SELECT ?::bytea[]))
            WITH ORDINALITY AS e (public_id, organization_id, project_id, invoice_id, customer_id,
            type, object_type, object_id, number, packed, place)
        ORDER BY e.place
        RETURNING id, public_id, project_id, invoice_id, customer_id, type)
      INSERT INTO delivery (public_id, event_id, destination_id, project_id, lane, status, due_at, created_at)
      SELECT (left(e.public_id::text, 15) || substr(gen_random_uuid()::text, 16))::uuid, e.id, d.id, e.project_id, d.lane, 'due', ?, ?
      FROM added e JOIN destination d ON d.project_id = e.project_id AND d.enabled
        AND (d.invoice_id = e.invoice_id OR d.customer_id = e.customer_id
          OR d.invoice_id IS NULL AND d.customer_id IS NULL AND NOT EXISTS (
            SELECT FROM destination own WHERE own.invoice_id = e.invoice_id AND own.instead
              AND own.enabled AND own.dialect = d.dialect)
          AND NOT EXISTS (
            SELECT FROM destination own WHERE own.customer_id = e.customer_id AND own.instead
              AND own.enabled AND own.dialect = d.dialect))
        AND (d.types = '{}' OR e.type = ANY (d.types)
             OR split_part(e.type, '.', 1) || '.*' = ANY (d.types))
      """;

  private final Runnable wake;

  /// @param wake called after a commit that made deliveries due
  public Events(Runnable wake) {
    this.wake = wake;
  }

  /// Adds the events, in order, and a delivery for each destination that subscribes to their type.
  public void add(Tx tx, List<Event.Draft> drafts, Instant now) {
    // In batches, because a snapshot may be large.
    for (int i = 0; i < drafts.size(); i += AT_ONCE) {
      var some = drafts.subList(i, Math.min(i + AT_ONCE, drafts.size()));
      insert(tx, some, now);
    }
  }

  private void insert(Tx tx, List<Event.Draft> drafts, Instant now) {
    tx.batch(
        due -> {
          if (due > 0) tx.afterCommit(wake);
        },
        INSERT,
        now,
        new Arr("uuid", drafts.stream().map(_ -> id(now)).toList()),
        new Arr("bigint", drafts.stream().map(Event.Draft::organizationId).toList()),
        new Arr("bigint", drafts.stream().map(Event.Draft::projectId).toList()),
        new Arr("bigint", drafts.stream().map(d -> d.owner().invoiceId().orElse(null)).toList()),
        new Arr("bigint", drafts.stream().map(d -> d.owner().customerId().orElse(null)).toList()),
        new Arr("text", drafts.stream().map(Event.Draft::type).toList()),
        new Arr("text", drafts.stream().map(Event.Draft::objectType).toList()),
        new Arr("bigint", drafts.stream().map(Event.Draft::objectId).toList()),
        new Arr("integer", drafts.stream().map(Event.Draft::number).toList()),
        new Arr("bytea", drafts.stream().map(Events::packed).toList()),
        now,
        now);
  }

  /// A UUID of version 7: it begins with the time, so that an index of them grows at its end. The
  /// id of a delivery begins like that of its event.
  static UUID id(Instant now) {
    var random = UUID.randomUUID();
    long version = 0x7000 | (random.getMostSignificantBits() & 0xfff);
    return new UUID((now.toEpochMilli() << 16) | version, random.getLeastSignificantBits());
  }

  private static byte[] packed(Event.Draft draft) {
    return SnapshotText.pack(Json.write(draft.snapshot()));
  }

  static Event event(Row row) throws SQLException {
    return new Event(
        row.number("id"),
        row.uuid("public_id"),
        row.number("organization_id"),
        row.number("project_id"),
        row.maybeNumber("invoice_id"),
        row.text("type"),
        row.integer("number"),
        SnapshotText.read(row),
        row.instant("at"));
  }
}
