package coffer.webhook;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.event.Destination;
import coffer.core.event.Destinations;
import coffer.core.event.SnapshotText;
import coffer.core.invoice.Snapshot;
import coffer.core.merchant.Project;
import coffer.db.Json;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.webhook.DeliveryView.AttemptView;
import coffer.webhook.DeliveryView.SkipReason;
import coffer.webhook.DeliveryView.Status;
import coffer.webhook.DeliveryView.WithAttempts;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// The destinations and deliveries of a project. A project can access only its own.
public final class Deliveries {
  private static final Pattern TYPE = Pattern.compile("[a-z_]{1,40}\\.(\\*|[a-z_]{1,40})");
  private static final String SELECT =
      """
      SELECT d.public_id, e.public_id AS event, e.type, i.public_id AS invoice, t.public_id AS destination,
          t.dialect, t.url, d.status, d.skipped, d.attempts, d.due_at, d.created_at, d.ended_at
      FROM delivery d JOIN event e ON e.id = d.event_id JOIN destination t ON t.id = d.destination_id
      LEFT JOIN invoice i ON i.id = e.invoice_id
      """;

  /// The most destinations of a project. Each costs a row for every event.
  static final int MAX_DESTINATIONS = 100;

  private final WebhookClient client;
  private final Destinations destinations = new Destinations();
  private final Runnable wake;

  /// @param wake called after a commit that made a delivery due
  public Deliveries(WebhookClient client, Runnable wake) {
    this.client = client;
    this.wake = wake;
  }

  /// @param before the public id of the last delivery that the reader has
  /// @param limit 1 to 100
  public record Query(
      Optional<Status> status, Optional<UUID> event, Optional<UUID> before, int limit) {}

  /// The backlog of all projects together.
  ///
  /// @param due deliveries that are due and that no node is sending
  /// @param oldest how long the oldest of them has waited; zero if there is none
  public record Backlog(long due, Duration oldest) {}

  /// The deliveries of a project, newest first.
  ///
  /// @throws Rejection.Refused InvalidField `CURSOR`, if the project has no delivery with the id
  ///     `before`
  public List<DeliveryView> list(Tx tx, long projectId, Query query) {
    var sql = new StringBuilder(SELECT + "WHERE d.project_id = ?");
    var args = new ArrayList<Object>();
    args.add(projectId);
    query.before().ifPresent(id -> where(sql, args, " AND d.id < ?", place(tx, projectId, id)));
    query.status().ifPresent(status -> where(sql, args, condition(status), status));
    query
        .event()
        .ifPresent(
            id ->
                where(
                    sql, args, " AND d.event_id = (SELECT id FROM event WHERE public_id = ?)", id));
    where(sql, args, " ORDER BY d.id DESC LIMIT ?", query.limit());
    return tx.list(sql.toString(), Deliveries::delivery, args.toArray());
  }

  /// Deliveries that did not succeed are few and have an index. Delivered ones are searched among
  /// all.
  private static String condition(DeliveryView.Status status) {
    return switch (status) {
      case DUE, FAILED, SKIPPED -> " AND d.status <> 'delivered' AND d.status = ?";
      case DELIVERED -> " AND d.status = ?";
    };
  }

  private static void where(StringBuilder sql, List<Object> args, String condition, Object value) {
    sql.append(condition);
    args.add(value);
  }

  private static long place(Tx tx, long projectId, UUID id) {
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

  public Optional<WithAttempts> find(Tx tx, long projectId, UUID id) {
    return one(tx, projectId, id)
        .map(
            delivery ->
                new WithAttempts(
                    delivery,
                    tx.list(
                        """
                        SELECT a.number, a.at, a.millis, a.status, a.error, a.answer
                        FROM attempt a JOIN delivery d ON d.id = a.delivery_id
                        WHERE d.project_id = ? AND d.public_id = ? ORDER BY a.number
                        """,
                        Deliveries::attempt,
                        projectId,
                        id)));
  }

  private static Optional<DeliveryView> one(Tx tx, long projectId, UUID id) {
    return tx.one(
        SELECT + "WHERE d.project_id = ? AND d.public_id = ?", Deliveries::delivery, projectId, id);
  }

  /// The event that a delivery of a dialect sends. The dialect's format renders it again with the
  /// same bytes.
  public Optional<OutgoingEvent> outgoing(Tx tx, long projectId, String dialect, UUID id) {
    return tx.one(
        """
        SELECT d.public_id, t.url, t.public_key, e.public_id AS event_id, e.type, e.number, e.at, e.snapshot, e.packed
        FROM delivery d JOIN event e ON e.id = d.event_id JOIN destination t ON t.id = d.destination_id
        WHERE d.project_id = ? AND d.public_id = ? AND t.dialect = ?
        """,
        row ->
            new OutgoingEvent(
                row.uuid("public_id"),
                row.uuid("event_id"),
                row.text("type"),
                row.integer("number"),
                row.instant("at"),
                new OutgoingEvent.Receiver(row.text("url"), row.maybeText("public_key")),
                Json.read(SnapshotText.read(row), Snapshot.class)),
        projectId,
        id,
        dialect);
  }

  /// Makes a delivery due again, now and with its whole retry schedule, whatever its status. It
  /// keeps the event's id and the body. Does not change a delivery that is being sent at this
  /// moment.
  ///
  /// @throws Rejection.Refused NotFound `delivery`; NotFound `webhook`, if its destination was
  ///     deleted
  public DeliveryView redeliver(Tx tx, long projectId, UUID id, Instant now) {
    var wanted =
        tx.one(
            """
            SELECT t.enabled FROM delivery d JOIN destination t ON t.id = d.destination_id
            WHERE d.project_id = ? AND d.public_id = ?
            """,
            row -> row.bool("enabled"),
            projectId,
            id);
    if (!wanted.orElse(true)) {
      // The delivery keeps its earlier result.
      throw new Rejection.NotFound("webhook", id.toString()).asException();
    }
    tx.update(
        """
        UPDATE delivery SET status = 'due', due_at = ?, tries = 0, ended_at = NULL, holder = NULL, skipped = NULL
        WHERE project_id = ? AND public_id = ? AND (holder IS NULL OR due_at <= ?)
        """,
        now,
        projectId,
        id,
        now);
    tx.afterCommit(wake);
    return one(tx, projectId, id)
        .orElseThrow(() -> new Rejection.NotFound("delivery", id.toString()).asException());
  }

  /// Creates a destination that receives a project's events from now on, signed with the project's
  /// secret.
  ///
  /// @throws Rejection.Refused InvalidField `WEBHOOK_URL`, also if the project has
  ///     [#MAX_DESTINATIONS]; or an item of `WEBHOOK_TYPES`
  public Destination create(Tx tx, Project project, NewDestination command, Instant now) {
    var refused = client.refuse(command.url());
    if (refused.isPresent()) {
      throw new Rejection.InvalidField(Field.Webhook.WEBHOOK_URL, refused.get()).asException();
    }
    for (int i = 0; i < command.types().size(); i++) {
      if (TYPE.matcher(command.types().get(i)).matches()) continue;
      var reason = "A type is invoice.settled, or invoice.* for all of a kind.";
      throw new Rejection.InvalidField(new Field.Item(Field.Webhook.WEBHOOK_TYPES, i), reason)
          .asException();
    }
    if (destinations.count(tx, project.id()) >= MAX_DESTINATIONS) {
      var reason = "A project has at most " + MAX_DESTINATIONS + " webhooks. Delete one first.";
      throw new Rejection.InvalidField(Field.Webhook.WEBHOOK_URL, reason).asException();
    }
    return destinations.add(
        tx,
        new Destination.Draft(
            project.id(),
            Optional.empty(),
            command.dialect(),
            command.url(),
            project.webhookSecretId(),
            command.types()),
        now);
  }

  /// The destinations of the whole project, oldest first, without those of single invoices.
  public List<Destination> destinations(Tx tx, long projectId) {
    return destinations.list(tx, projectId);
  }

  /// @throws Rejection.Refused NotFound `destination`
  public void delete(Tx tx, long projectId, UUID id) {
    if (!destinations.disable(tx, projectId, id)) {
      throw new Rejection.NotFound("destination", id.toString()).asException();
    }
  }

  /// For metrics.
  public Backlog backlog(Tx tx, Instant now) {
    return tx.only(
        """
        SELECT count(*) AS due, min(due_at) AS oldest FROM delivery WHERE status = 'due' AND due_at <= ?
        """,
        row ->
            new Backlog(
                row.number("due"),
                row.maybeInstant("oldest")
                    .map(at -> Duration.between(at, now))
                    .orElse(Duration.ZERO)),
        now);
  }

  private static DeliveryView delivery(Row row) throws SQLException {
    var status = row.name("status", Status.class);
    return new DeliveryView(
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
        Optional.of(row.instant("due_at")).filter(_ -> status == Status.DUE),
        row.instant("created_at"),
        row.maybeInstant("ended_at"));
  }

  private static AttemptView attempt(Row row) throws SQLException {
    return new AttemptView(
        row.integer("number"),
        row.instant("at"),
        row.integer("millis"),
        row.maybeInteger("status"),
        row.maybeText("error"),
        row.maybeText("answer"));
  }
}
