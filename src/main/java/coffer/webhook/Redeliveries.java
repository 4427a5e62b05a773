package coffer.webhook;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.event.Destination;
import coffer.core.event.Destinations;
import coffer.core.merchant.Project;
import coffer.db.Args;
import coffer.db.Db;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.webhook.DeliveryView.Status;
import coffer.webhook.Redelivery.Filter;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Sends many past deliveries again. A command with a filter is a row; [#step] walks through the
/// deliveries that were there when it came, oldest first, and makes each that matches due once. Any
/// number of servers may take steps.
public final class Redeliveries {
  /// The most deliveries that one command sends again.
  public static final int MAX = 100_000;

  /// The most deliveries that a command names one by one.
  public static final int MAX_CHOSEN = 100;

  /// How long ended commands are kept.
  public static final Duration TTL = Duration.ofDays(30);

  /// The deliveries that one step reads.
  private static final int STEP = 1_000;

  private static final String SELECT =
      """
      SELECT r.*, t.public_id AS webhook FROM redelivery r
      LEFT JOIN destination t ON t.id = r.destination_id
      """;

  private final Destinations destinations = new Destinations();
  private final Deliveries deliveries;

  public Redeliveries(Deliveries deliveries) {
    this.deliveries = deliveries;
  }

  /// Begins to send the deliveries again that match.
  ///
  /// @param field of the request that is reported if the project has a command that has not ended
  /// @throws Rejection.Refused InvalidField; NotFound `webhook`
  public Redelivery start(Tx tx, Project project, Filter filter, Field field, Instant now) {
    var destination = filter.webhook().map(id -> destination(tx, project, id).id());
    destinations.count(tx, project.id()); // locks the project
    if (running(tx, project.id())) {
      var reason = "Another redelivery of the project has not ended. Wait for it.";
      throw new Rejection.InvalidField(field, reason).asException();
    }
    long last =
        tx.only(
            "SELECT coalesce(max(id), 0) AS id FROM delivery WHERE project_id = ?",
            row -> row.number("id"),
            project.id());
    var args =
        Args.of("project_id", project.id())
            .with("status", Optional.of(filter.status()))
            .with("destination_id", destination)
            .with("type", filter.type())
            .with("since", filter.since())
            .with("until", filter.until())
            .with("last_id", last)
            .with("made_due", 0)
            .with("ended_at", Optional.empty());
    return insert(tx, args, now);
  }

  /// Sends single deliveries again, at once.
  ///
  /// @param chosen at most [#MAX_CHOSEN]; one that is chosen twice counts once
  /// @throws Rejection.Refused like [Deliveries#redeliver]
  public Redelivery choose(Tx tx, Project project, List<UUID> chosen, Instant now) {
    var all = chosen.stream().distinct().sorted().toList();
    for (var id : all) deliveries.redeliver(tx, project.id(), id, now);
    var args =
        Args.of("project_id", project.id())
            .with("status", Optional.empty())
            .with("destination_id", Optional.empty())
            .with("type", Optional.empty())
            .with("since", Optional.empty())
            .with("until", Optional.empty())
            .with("last_id", 0L)
            .with("made_due", all.size())
            .with("ended_at", Optional.of(now));
    return insert(tx, args, now);
  }

  private Redelivery insert(Tx tx, Args args, Instant now) {
    long id =
        tx.only(
            """
            INSERT INTO redelivery (public_id, project_id, status, destination_id, type, since, until, next_id, last_id,
              made_due, created_at, ended_at)
            VALUES (:public_id, :project_id, :status, :destination_id, :type, :since, :until, 0, :last_id,
              :made_due, :created_at, :ended_at)
            RETURNING id
            """,
            row -> row.number("id"),
            args.with("public_id", UUID.randomUUID()).with("created_at", now));
    return tx.only(SELECT + "WHERE r.id = ?", Redeliveries::redelivery, id);
  }

  private Destination destination(Tx tx, Project project, UUID id) {
    return destinations
        .find(tx, project.id(), id)
        .orElseThrow(() -> new Rejection.NotFound("webhook", id.toString()).asException());
  }

  private static boolean running(Tx tx, long projectId) {
    return tx.only(
        "SELECT EXISTS (SELECT FROM redelivery WHERE project_id = ? AND ended_at IS NULL) AS yes",
        row -> row.bool("yes"),
        projectId);
  }

  public Optional<Redelivery> find(Tx tx, long projectId, UUID id) {
    return tx.one(
        SELECT + "WHERE r.project_id = ? AND r.public_id = ?",
        Redeliveries::redelivery,
        projectId,
        id);
  }

  /// @param id of the row
  public Optional<Redelivery> find(Tx tx, long projectId, long id) {
    return tx.one(
        SELECT + "WHERE r.project_id = ? AND r.id = ?", Redeliveries::redelivery, projectId, id);
  }

  /// The newest commands, newest first.
  public List<Redelivery> latest(Tx tx, long projectId, int limit) {
    return tx.list(
        SELECT + "WHERE r.project_id = ? ORDER BY r.id DESC LIMIT ?",
        Redeliveries::redelivery,
        projectId,
        limit);
  }

  /// @param room how many more deliveries the command may make due
  private record Walk(long id, Status status, int room, Args filter) {}

  /// Takes a step of the oldest command that no other server takes a step of.
  ///
  /// @return whether there was one
  public boolean step(Db db, Instant now) {
    return db.<Boolean>tx(
        tx -> {
          var walk =
              tx.one(
                  """
                  SELECT * FROM redelivery WHERE ended_at IS NULL ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
                  """,
                  Redeliveries::walk);
          walk.ifPresent(it -> step(tx, it, now));
          return walk.isPresent();
        });
  }

  private static Walk walk(Row row) throws SQLException {
    var args =
        Args.of("project_id", row.number("project_id"))
            .with("status", row.text("status"))
            .with("destination_id", row.maybeNumber("destination_id"))
            .with("type", row.maybeText("type"))
            .with("since", row.maybeInstant("since"))
            .with("until", row.maybeInstant("until"))
            .with("next_id", row.number("next_id"))
            .with("last_id", row.number("last_id"))
            .with("step", STEP);
    int room = MAX - row.integer("made_due");
    return new Walk(row.number("id"), row.name("status", Status.class), room, args);
  }

  /// Deliveries that did not succeed have an index; delivered ones are read among all. A delivery
  /// that is due already, or being sent, is left alone.
  private static final String STEP_SQL =
      """
      WITH read AS (
        SELECT id, event_id, destination_id, created_at FROM delivery
        WHERE project_id = :project_id AND id > :next_id AND id <= :last_id AND (status condition)
        ORDER BY id LIMIT :step
      ), wanted AS (
        SELECT r.id FROM read r JOIN event e ON e.id = r.event_id JOIN destination t ON t.id = r.destination_id
        WHERE t.enabled AND r.destination_id = coalesce(CAST(:destination_id AS bigint), r.destination_id)
          AND e.type = coalesce(CAST(:type AS text), e.type)
          AND r.created_at >= coalesce(CAST(:since AS timestamptz), r.created_at)
          AND (CAST(:until AS timestamptz) IS NULL OR r.created_at < CAST(:until AS timestamptz))
        ORDER BY r.id LIMIT :room
      ), due AS (
        UPDATE delivery SET status = 'due', due_at = :now, tries = 0, ended_at = NULL, holder = NULL, skipped = NULL
        WHERE id = ANY (ARRAY(SELECT id FROM wanted)) AND status = :status
        RETURNING id
      )
      SELECT (SELECT count(*)::integer FROM read) AS read, (SELECT max(id) FROM read) AS place,
        (SELECT count(*)::integer FROM wanted) AS wanted, (SELECT max(id) FROM wanted) AS last,
        (SELECT count(*)::integer FROM due) AS due
      """;

  private record Step(int read, long place, int wanted, long last, int due) {}

  private void step(Tx tx, Walk walk, Instant now) {
    var which =
        switch (walk.status) {
          case DUE, FAILED, SKIPPED -> "status <> 'delivered' AND status = :status";
          case DELIVERED -> "status = :status";
        };
    var step =
        tx.only(
            STEP_SQL.replace("(status condition)", which),
            Redeliveries::stepped,
            walk.filter.with("room", walk.room).with("now", now));
    boolean full = step.wanted >= walk.room;
    boolean ended = full || step.read < STEP;
    tx.update(
        """
        UPDATE redelivery SET next_id = ?, made_due = made_due + ?, limited = ?, ended_at = ? WHERE id = ?
        """,
        full ? step.last : step.place,
        step.due,
        full,
        ended ? Optional.of(now) : Optional.empty(),
        walk.id);
    if (step.due > 0) deliveries.wakeAfter(tx);
  }

  private static Step stepped(Row row) throws SQLException {
    return new Step(
        row.integer("read"),
        row.maybeNumber("place").orElse(Long.MAX_VALUE),
        row.integer("wanted"),
        row.maybeNumber("last").orElse(Long.MAX_VALUE),
        row.integer("due"));
  }

  /// Deletes commands that ended long ago.
  public void sweep(Tx tx, Instant now) {
    tx.update("DELETE FROM redelivery WHERE ended_at < ?", now.minus(TTL));
  }

  private static Redelivery redelivery(Row row) throws SQLException {
    return new Redelivery(
        row.number("id"),
        row.uuid("public_id"),
        row.maybeName("status", Status.class),
        row.maybeUuid("webhook"),
        row.maybeText("type"),
        row.maybeInstant("since"),
        row.maybeInstant("until"),
        row.integer("made_due"),
        row.bool("limited"),
        row.instant("created_at"),
        row.maybeInstant("ended_at"));
  }
}
