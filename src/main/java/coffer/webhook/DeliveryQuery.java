package coffer.webhook;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.event.Event;
import coffer.core.listing.LatestInvoiceEvents;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import coffer.webhook.Deliveries.Page;
import coffer.webhook.Deliveries.Query;
import coffer.webhook.DeliveryView.SkipReason;
import coffer.webhook.DeliveryView.Status;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Finds the deliveries of a project. Every filter reads a bounded number of rows: those of an
/// index, or of a type of events, one window of the list.
final class DeliveryQuery {
  static final String SELECT =
      """
      SELECT d.id, d.public_id, e.public_id AS event, e.type, i.public_id AS invoice, t.public_id AS destination,
          t.dialect, t.url, d.status, d.skipped, d.attempts, d.due_at, d.created_at, d.ended_at
      FROM %s d JOIN event e ON e.id = d.event_id JOIN destination t ON t.id = d.destination_id
      LEFT JOIN invoice i ON i.id = e.invoice_id
      """;

  /// The deliveries in which one page searches for a type. The next page goes on after them.
  static final int WINDOW = 500;

  /// The latest events of an invoice whose deliveries are found.
  private static final int EVENTS = 200;

  private final LatestInvoiceEvents events = new LatestInvoiceEvents();
  private final Tx tx;
  private final long projectId;
  private final Query query;

  /// @throws Rejection.Refused InvalidField `CURSOR`, if the project has no delivery with the id
  ///     `before`
  DeliveryQuery(Tx tx, long projectId, Query query) {
    this.tx = tx;
    this.projectId = projectId;
    this.query = query;
  }

  /// SQL and its arguments.
  private record Sql(StringBuilder text, List<Object> args) {
    static Sql of(String text, Object... args) {
      return new Sql(new StringBuilder(text), new ArrayList<>(List.of(args)));
    }

    Sql and(String more, Object... values) {
      text.append(more);
      args.addAll(List.of(values));
      return this;
    }
  }

  /// Newest first.
  List<DeliveryView> list() {
    return page(query.limit());
  }

  Page page() {
    if (query.type().isPresent()) return window();
    var found = page(query.limit() + 1);
    if (found.size() <= query.limit()) return new Page(found, Optional.empty());
    var shown = found.subList(0, query.limit());
    return new Page(shown, Optional.of(shown.getLast().id()));
  }

  private List<DeliveryView> page(int limit) {
    var rows = rows();
    if (rows.isEmpty()) return List.of();
    var sql = rows.get().and(" ORDER BY d.id DESC LIMIT ?", limit);
    return read("(" + sql.text + ")", sql.args);
  }

  private List<DeliveryView> read(String from, List<Object> args) {
    return tx.list(
        SELECT.formatted(from) + " ORDER BY d.id DESC", DeliveryQuery::view, args.toArray());
  }

  /// The matches of one window.
  private Page window() {
    var rows = rows();
    if (rows.isEmpty()) return new Page(List.of(), Optional.empty());
    var sql = rows.get().and(" ORDER BY d.id DESC LIMIT ?", WINDOW);
    var seen =
        tx.list(
            "SELECT d.public_id FROM (" + sql.text + ") d ORDER BY d.id",
            row -> row.uuid("public_id"),
            sql.args.toArray());
    var found =
        read("(" + sql.text + ")", sql.args).stream()
            .filter(view -> query.type().equals(Optional.of(view.type())))
            .limit(query.limit() + 1L)
            .toList();
    if (found.size() > query.limit()) {
      var shown = found.subList(0, query.limit());
      return new Page(shown, Optional.of(shown.getLast().id()));
    }
    var next = seen.size() == WINDOW ? Optional.of(seen.getFirst()) : Optional.<UUID>empty();
    return new Page(found, next);
  }

  /// The deliveries that match all but the type; empty if there is no such event or destination.
  private Optional<Sql> rows() {
    var sql = Sql.of("SELECT d.* FROM delivery d WHERE d.project_id = ?", projectId);
    if (query.event().isPresent() || query.invoice().isPresent()) {
      var ids = eventIds();
      if (ids.isEmpty()) return Optional.empty();
      sql =
          Sql.of(
              "SELECT d.* FROM (SELECT * FROM delivery WHERE event_id = ANY (?) OFFSET 0) d WHERE d.project_id = ?",
              new Arr("bigint", ids),
              projectId);
    }
    if (query.destination().isPresent()) {
      var id = destination(query.destination().get());
      if (id.isEmpty()) return Optional.empty();
      sql.and(" AND d.destination_id = ?", id.get());
    }
    if (query.status().isPresent()) sql.and(condition(query.status().get()), query.status().get());
    if (query.before().isPresent()) sql.and(" AND d.id < ?", place(query.before().get()));
    return Optional.of(sql);
  }

  /// Deliveries that did not succeed are few and have an index. Delivered ones are searched among
  /// all.
  static String condition(Status status) {
    return switch (status) {
      case DUE, FAILED, SKIPPED -> " AND d.status <> 'delivered' AND d.status = ?";
      case DELIVERED -> " AND d.status = ?";
    };
  }

  private List<Long> eventIds() {
    if (query.event().isPresent()) {
      return tx.list(
          "SELECT id FROM event WHERE public_id = ? AND project_id = ?",
          row -> row.number("id"),
          query.event().get(),
          projectId);
    }
    return tx.one(
            "SELECT id FROM invoice WHERE public_id = ? AND project_id = ?",
            row -> row.number("id"),
            query.invoice().orElseThrow(),
            projectId)
        .map(id -> events.of(tx, projectId, id, EVENTS).stream().map(Event::id).toList())
        .orElse(List.of());
  }

  /// Of the project, or of one of its invoices or customers, whether or not it was removed.
  private Optional<Long> destination(UUID publicId) {
    return tx.one(
        "SELECT id FROM destination WHERE public_id = ? AND project_id = ?",
        row -> row.number("id"),
        publicId,
        projectId);
  }

  private long place(UUID id) {
    return tx.one(
            "SELECT id FROM delivery WHERE project_id = ? AND public_id = ?",
            row -> row.number("id"),
            projectId,
            id)
        .orElseThrow(
            () ->
                new Rejection.InvalidField(Field.Request.CURSOR, "There is no such delivery.")
                    .asException());
  }

  static DeliveryView view(Row row) throws SQLException {
    var status = row.name("status", Status.class);
    return new DeliveryView(
        row.number("id"),
        row.uuid("public_id"),
        row.uuid("event"),
        row.text("type"),
        row.maybeUuid("invoice"),
        row.uuid("destination"),
        row.text("dialect"),
        row.text("url"),
        status,
        row.maybeName("skipped", SkipReason.class),
        row.integer("attempts"),
        Optional.<Instant>of(row.instant("due_at")).filter(_ -> status == Status.DUE),
        row.instant("created_at"),
        row.maybeInstant("ended_at"));
  }
}
