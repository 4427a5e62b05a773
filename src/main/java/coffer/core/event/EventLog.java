package coffer.core.event;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Reads events in the order in which they became visible for good: by transaction, up to the
/// oldest one that is still open. So a reader that stores its position misses none, however the
/// transactions overlapped. An event appears once every transaction that began before its own has
/// ended.
///
/// Queries sort by `event.tx`: `tx` alone would be the result column, which has no index.
public final class EventLog {
  private static final String COLUMNS =
      "id, tx::text::bigint AS tx, public_id, organization_id, project_id, invoice_id, type,"
          + " number, snapshot, packed, at";

  /// A position between two events.
  public record Position(long tx, long id) {}

  /// @param next the position at which to continue
  public record Tail(List<Event> events, Position next) {}

  private record Placed(Event event, Position position) {}

  /// The position after all events that can be read now.
  public Position end(Tx tx) {
    return tx.only(
        "SELECT xid_horizon()::text::bigint AS tx", row -> new Position(row.number("tx"), 0));
  }

  /// The events after the position, of all projects, oldest first.
  public Tail after(Tx tx, Position position, int limit) {
    var found =
        tx.list(
            "SELECT "
                + COLUMNS
                + """
                   FROM event
                  WHERE (tx, id) > (?::text::xid8, ?) AND tx < xid_horizon()
                  ORDER BY event.tx, id LIMIT ?
                  """,
            row -> new Placed(Events.event(row), new Position(row.number("tx"), row.number("id"))),
            String.valueOf(position.tx()),
            position.id(),
            limit);
    var next = found.isEmpty() ? position : found.getLast().position();
    return new Tail(found.stream().map(Placed::event).toList(), next);
  }

  /// A project's events, oldest first.
  ///
  /// @param after the public id of the last event that the reader has
  /// @throws Rejection.Refused InvalidField `AFTER`, if the project has no such event
  public List<Event> page(Tx tx, long projectId, Optional<UUID> after, int limit) {
    var start = after.map(id -> position(tx, projectId, id)).orElse(new Position(0, 0));
    return tx.list(
        "SELECT "
            + COLUMNS
            + """
               FROM event
              WHERE project_id = ? AND (tx, id) > (?::text::xid8, ?)
                AND tx < xid_horizon()
              ORDER BY event.tx, id LIMIT ?
              """,
        Events::event,
        projectId,
        String.valueOf(start.tx()),
        start.id(),
        limit);
  }

  public Optional<Event> find(Tx tx, long projectId, UUID publicId) {
    return tx.one(
        "SELECT " + COLUMNS + " FROM event WHERE project_id = ? AND public_id = ?",
        Events::event,
        projectId,
        publicId);
  }

  /// The latest events of an invoice and of some of its payments, newest first.
  ///
  /// @param invoiceId row id
  /// @param payments row ids
  public List<Event> ofInvoice(
      Tx tx, long projectId, long invoiceId, List<Long> payments, int limit) {
    var objects = new ArrayList<>(payments);
    objects.add(invoiceId);
    return tx.list(
        "SELECT "
            + COLUMNS
            + """
               FROM event
              WHERE project_id = ? AND invoice_id = ? AND object_id = ANY (?)
              ORDER BY id DESC LIMIT ?
              """,
        Events::event,
        projectId,
        invoiceId,
        new Arr("bigint", objects),
        limit);
  }

  private static Position position(Tx tx, long projectId, UUID publicId) {
    return tx.one(
            "SELECT tx::text::bigint AS tx, id FROM event WHERE project_id = ? AND public_id = ?",
            row -> new Position(row.number("tx"), row.number("id")),
            projectId,
            publicId)
        .orElseThrow(
            () ->
                new Rejection.InvalidField(Field.Request.AFTER, "There is no such event.")
                    .asException());
  }
}
