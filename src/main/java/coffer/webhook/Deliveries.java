package coffer.webhook;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.event.Destination;
import coffer.core.event.Destinations;
import coffer.core.event.SnapshotText;
import coffer.core.event.TestEvents;
import coffer.core.invoice.Snapshot;
import coffer.core.merchant.Project;
import coffer.db.Json;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.webhook.DeliveryView.AttemptView;
import coffer.webhook.DeliveryView.Status;
import coffer.webhook.DeliveryView.WithAttempts;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The destinations and deliveries of a project. A project can access only its own.
public final class Deliveries {
  private static final Pattern TYPE = Pattern.compile("[a-z_]{1,40}\\.(\\*|[a-z_]{1,40})");
  /// The most destinations of a project. Each costs a row for every event.
  public static final int MAX_DESTINATIONS = 100;

  private final WebhookClient client;
  private final Destinations destinations = new Destinations();
  private final TestEvents tests = new TestEvents();
  private final Set<String> tested;
  private final Runnable wake;

  /// @param formats of the dialects whose destinations can get test events
  /// @param wake called after a commit that made a delivery due
  public Deliveries(WebhookClient client, List<WebhookFormat> formats, Runnable wake) {
    this.client = client;
    this.tested =
        formats.stream()
            .filter(WebhookFormat::hasTest)
            .map(WebhookFormat::dialect)
            .collect(Collectors.toUnmodifiableSet());
    this.wake = wake;
  }

  /// Without test events.
  public Deliveries(WebhookClient client, Runnable wake) {
    this(client, List.of(), wake);
  }

  /// Which deliveries to list.
  ///
  /// @param destination public id of the destination
  /// @param type of the event: `invoice.settled`
  /// @param invoice public id of an invoice: the deliveries of its latest 200 events
  /// @param before the public id of the last delivery that the reader has
  /// @param limit 1 to 100
  public record Query(
      Optional<Status> status,
      Optional<UUID> event,
      Optional<UUID> destination,
      Optional<String> type,
      Optional<UUID> invoice,
      Optional<UUID> before,
      int limit) {
    public Query(Optional<Status> status, Optional<UUID> event, Optional<UUID> before, int limit) {
      this(status, event, Optional.empty(), Optional.empty(), Optional.empty(), before, limit);
    }
  }

  /// A page of deliveries, newest first.
  ///
  /// @param rows with a filter by type there may be fewer than the limit, even none, before the
  ///     last page: a page searches at most 500 deliveries
  /// @param next the value of `before` for the next page; empty on the last page
  public record Page(List<DeliveryView> rows, Optional<UUID> next) {}

  /// A destination and how it answers.
  public record Watched(Destination destination, DestinationHealth health) {}

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
    return new DeliveryQuery(tx, projectId, query).list();
  }

  /// The same as a page.
  public Page page(Tx tx, long projectId, Query query) {
    return new DeliveryQuery(tx, projectId, query).page();
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

  /// @param row id of the row
  public Optional<DeliveryView> find(Tx tx, long projectId, long row) {
    return tx.one(
        DeliveryQuery.SELECT.formatted("delivery") + "WHERE d.project_id = ? AND d.id = ?",
        DeliveryQuery::view,
        projectId,
        row);
  }

  private static Optional<DeliveryView> one(Tx tx, long projectId, UUID id) {
    return tx.one(
        DeliveryQuery.SELECT.formatted("delivery") + "WHERE d.project_id = ? AND d.public_id = ?",
        DeliveryQuery::view,
        projectId,
        id);
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

  /// Makes the worker read due deliveries after the commit.
  void wakeAfter(Tx tx) {
    tx.afterCommit(wake);
  }

  /// Whether destinations of a dialect can get test events.
  public boolean hasTest(String dialect) {
    return tested.contains(dialect);
  }

  /// Sends a made-up event to one destination, once, signed like any other.
  ///
  /// @param field of the request that is reported if the dialect has no test events, or the
  ///     destination got too many
  /// @throws Rejection.Refused NotFound `webhook`; InvalidField
  public DeliveryView test(Tx tx, Project project, UUID id, Field field, Instant now) {
    var destination =
        destinations
            .find(tx, project.id(), id)
            .orElseThrow(() -> new Rejection.NotFound("webhook", id.toString()).asException());
    if (!hasTest(destination.dialect())) {
      var reason = "Webhooks of this API cannot say that they are a test.";
      throw new Rejection.InvalidField(field, reason).asException();
    }
    var made = tests.add(tx, project.organizationId(), destination, Snapshot.NONE, field, now);
    tx.afterCommit(wake);
    return one(tx, project.id(), made).orElseThrow();
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

  /// The same with their health.
  public List<Watched> watched(Tx tx, long projectId) {
    var all = destinations.list(tx, projectId);
    var health = DestinationHealth.of(tx, all.stream().map(Destination::id).toList());
    return all.stream()
        .map(it -> new Watched(it, health.getOrDefault(it.id(), DestinationHealth.NONE)))
        .toList();
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
