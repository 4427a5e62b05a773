package coffer.webhook;

import static java.util.stream.Collectors.toMap;

import coffer.core.event.SnapshotText;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import coffer.operator.UserError;
import coffer.webhook.DeliveryResult.Attempt;
import coffer.webhook.LaneScheduler.Share;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The rows of [DeliveryWorker]: who sends what until when, and with which result.
///
/// A lease is a `due_at` in the future and a random holder. A node that dies leaves nothing to
/// clean up: its leases expire, and the deliveries are due again.
final class DeliveryLeases {
  private static final Logger log = LoggerFactory.getLogger(DeliveryLeases.class);

  /// Walks from project to project along the index, and in each from lane to lane: at most
  /// [#LANES_AT_ONCE] lanes, and the rest in the next query. So neither long queues nor many lanes
  /// of one project slow down another project. Locks only the rows that it has chosen, and skips
  /// rows that another node has locked at this moment. Selects rows by an array instead of a join:
  /// for a join, PostgreSQL reads the whole table.
  private static final String TAKE =
      """
      WITH RECURSIVE shop (project) AS (
        (SELECT project_id FROM delivery WHERE status = 'due' ORDER BY project_id LIMIT 1)
        UNION ALL
        SELECT (SELECT d.project_id FROM delivery d
                WHERE d.status = 'due' AND d.project_id > s.project ORDER BY d.project_id LIMIT 1)
        FROM shop s WHERE s.project IS NOT NULL
      ), held AS (
        SELECT * FROM unnest(?::bigint[], ?::bigint[], ?::integer[], ?::integer[]) AS h (project, lane, held, ahead)
      ), walk (project, lane, due_at, step) AS (
        SELECT s.project, coalesce(r.lane, -9223372036854775808), NULL::timestamptz, 0
        FROM shop s LEFT JOIN unnest(?::bigint[], ?::bigint[]) AS r (project, lane) ON r.project = s.project
        WHERE s.project IS NOT NULL
        UNION ALL
        SELECT w.project, next.lane, next.due_at, w.step + 1
        FROM walk w CROSS JOIN LATERAL (
          SELECT d.lane, d.due_at FROM delivery d
          WHERE d.status = 'due' AND d.project_id = w.project AND d.lane > w.lane
          ORDER BY d.project_id, d.lane, d.due_at LIMIT 1) next
        WHERE w.step < ?
      ), due AS (
        SELECT head.id, head.due_at, head.place, w.project, w.lane >> 32 AS host, kind.slow
        FROM walk w
        LEFT JOIN slow_lane s ON s.project_id = w.project AND s.lane = w.lane
        LEFT JOIN proven_host p ON p.project_id = w.project AND p.host = w.lane >> 32
        LEFT JOIN held h ON h.project = w.project AND h.lane = w.lane
        CROSS JOIN LATERAL (SELECT s.lane IS NOT NULL OR p.host IS NULL AS slow OFFSET 0) kind
        CROSS JOIN LATERAL (
          SELECT d.id, d.due_at, row_number() OVER (ORDER BY d.project_id, d.lane, d.due_at) AS place
          FROM delivery d
          WHERE d.status = 'due' AND d.project_id = w.project AND d.lane = w.lane AND d.due_at <= ?
          ORDER BY d.project_id, d.lane, d.due_at
          LIMIT greatest(0, CASE WHEN kind.slow THEN ? ELSE ? + coalesce(h.ahead, 0) END - coalesce(h.held, 0))
        ) head
        WHERE w.due_at <= ?
      ), ranked AS (
        SELECT due.*, row_number() OVER (PARTITION BY project, host, slow ORDER BY place, due_at) AS of_host
        FROM due
      ), fair AS (
        SELECT ranked.*, row_number() OVER (PARTITION BY project, slow ORDER BY place, due_at) AS of_project
        FROM ranked WHERE of_host <= (CASE WHEN slow THEN ? ELSE ? END) - (
          SELECT coalesce(sum(greatest(h.held - h.ahead, 0)), 0) FROM held h
          WHERE h.project = ranked.project AND h.lane >> 32 = ranked.host)
      ), open AS (
        SELECT * FROM fair WHERE of_project <= (CASE WHEN slow THEN ? ELSE ? END) - (
          SELECT coalesce(sum(greatest(h.held - h.ahead, 0)), 0) FROM held h WHERE h.project = fair.project)
      ), chosen AS (
        (SELECT id FROM open WHERE NOT slow ORDER BY of_project, due_at LIMIT ?)
        UNION ALL
        (SELECT id FROM open WHERE slow ORDER BY of_project, due_at LIMIT ?)
      ), locked AS (
        SELECT id FROM delivery
        WHERE id = ANY (ARRAY(SELECT id FROM chosen)) AND ended_at IS NULL AND due_at <= ?
        FOR UPDATE SKIP LOCKED
      ), taken AS (
        UPDATE delivery SET holder = ?, due_at = ? WHERE id = ANY (ARRAY(SELECT id FROM locked))
        RETURNING id
      )
      SELECT id, NULL::bigint AS project, NULL::bigint AS lane FROM taken
      UNION ALL
      SELECT NULL, project, lane FROM walk WHERE step = ?
      """;

  /// The most lanes of each project in one query: some milliseconds.
  static final int LANES_AT_ONCE = 2000;

  private static final int MAX_CACHED = 10_000;

  private final SecretReader secrets;

  /// Opened secrets by the id of their row. The secret of a row never changes.
  private final Map<Long, WebhookSecret> opened = new ConcurrentHashMap<>();

  DeliveryLeases(SecretReader secrets) {
    this.secrets = secrets;
  }

  /// How many deliveries of a lane this node has.
  ///
  /// @param all being sent or waiting here
  /// @param ahead how many may wait here in addition to those that are being sent
  record Held(int all, int ahead) {}

  /// How many deliveries may be leased.
  ///
  /// @param held what this node has already
  /// @param fast room for deliveries of lanes that are not slow
  /// @param fastShare the limits of one project, host or lane for these
  /// @param slow room for deliveries of slow lanes
  /// @param slowShare the limits for these
  record Room(Map<Lane, Held> held, int fast, Share fastShare, int slow, Share slowShare) {
    boolean isNone() {
      return fast <= 0 && slow <= 0;
    }
  }

  /// @param after by project with too many lanes for one query: the last lane that was read
  record Taken(List<LeasedDelivery> leased, Map<Long, Long> after) {}

  private record Found(Optional<Long> id, Optional<Lane> cut) {}

  /// Leases due deliveries: the first one of every project before the second one of any, and within
  /// a project the same for lanes.
  ///
  /// @param after the result of the last query
  /// @param length of the leases
  Taken take(Tx tx, Room room, Map<Long, Long> after, Instant now, Duration length) {
    inOrderOfIndex(tx);
    var lease = UUID.randomUUID();
    var held = List.copyOf(room.held().entrySet());
    var resumed = List.copyOf(after.entrySet());
    var found =
        tx.list(
            TAKE,
            DeliveryLeases::found,
            array("bigint", held, lane -> lane.getKey().project()),
            array("bigint", held, lane -> lane.getKey().number()),
            array("integer", held, lane -> lane.getValue().all()),
            array("integer", held, lane -> lane.getValue().ahead()),
            array("bigint", resumed, Entry::getKey),
            array("bigint", resumed, Entry::getValue),
            LANES_AT_ONCE,
            now,
            room.slowShare().lane(),
            room.fastShare().lane(),
            now,
            room.slowShare().host(),
            room.fastShare().host() * FETCHED,
            room.slowShare().project(),
            room.fastShare().project() * FETCHED,
            room.fast(),
            room.slow(),
            now,
            lease,
            now.plus(length),
            LANES_AT_ONCE);
    var ids = found.stream().flatMap(row -> row.id.stream()).toList();
    var cut = found.stream().flatMap(row -> row.cut.stream());
    return new Taken(
        ids.isEmpty() ? List.of() : read(tx, new Arr("bigint", ids), lease, now.plus(length)),
        cut.collect(toMap(Lane::project, Lane::number)));
  }

  /// How many deliveries may be here for each slot of a host or project. [LaneScheduler] holds back
  /// those without a slot.
  private static final int FETCHED = 4;

  private static Found found(Row row) throws SQLException {
    var id = row.maybeNumber("id");
    var cut = id.isPresent() ? Optional.<Lane>empty() : Optional.of(lane(row));
    return new Found(id, cut);
  }

  private static Lane lane(Row row) throws SQLException {
    return new Lane(row.number("project"), row.number("lane"));
  }

  /// Avoids plans that sort. A plan is made once and kept, perhaps while the table is empty and
  /// sorting all of it costs nothing. It must also suit millions of rows.
  private static void inOrderOfIndex(Tx tx) {
    tx.batch("SET LOCAL enable_sort = off");
  }

  /// Reads each event by its id: a plan that was made while there were no events would read all of
  /// them for each delivery.
  private List<LeasedDelivery> read(Tx tx, Arr ids, UUID lease, Instant until) {
    return tx.list(
        """
        SELECT d.id, d.project_id AS project, d.lane, s.lane IS NOT NULL OR p.host IS NULL AS slow, d.attempts, d.tries, d.public_id, t.enabled, t.dialect,
            t.url, t.public_key, t.secret_id, r.current_id, r.previous_id, r.previous_until,
            CASE WHEN t.invoice_id IS NULL AND t.customer_id IS NULL THEN t.id END AS of_project,
            e.public_id AS event_id, e.type, e.number, e.at, e.snapshot, e.packed
        FROM delivery d
        CROSS JOIN LATERAL (SELECT * FROM destination WHERE id = d.destination_id OFFSET 0) t
        CROSS JOIN LATERAL (SELECT * FROM event WHERE id = d.event_id OFFSET 0) e
        LEFT JOIN webhook_secret_rotation r ON r.secret_id = t.secret_id
        LEFT JOIN slow_lane s ON s.project_id = d.project_id AND s.lane = d.lane
        LEFT JOIN proven_host p ON p.project_id = d.project_id AND p.host = d.lane >> 32
        WHERE d.id = ANY (?)
        """,
        row -> leased(tx, row, lease, until),
        ids);
  }

  /// The secrets of a destination; empty if one cannot be opened, because that must not delay the
  /// other deliveries.
  private Optional<SigningSecrets> secrets(Tx tx, Row row) throws SQLException {
    try {
      return Optional.of(SigningSecrets.of(row, row.number("secret_id"), id -> secret(tx, id)));
    } catch (UserError | IllegalStateException | IllegalArgumentException e) {
      log.error("deliveries cannot be signed: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private WebhookSecret secret(Tx tx, long id) {
    var known = opened.get(id);
    if (known != null) return known;
    var secret = new WebhookSecret(secrets.open(tx, id));
    if (opened.size() >= MAX_CACHED) opened.clear();
    opened.put(id, secret);
    return secret;
  }

  /// A lease with its result.
  record Ended(LeasedDelivery leased, DeliveryResult result) {
    private String status() {
      return switch (result) {
        case DeliveryResult.Skipped _ -> "skipped";
        case DeliveryResult.Returned(), DeliveryResult.Postponed _ -> "due";
        case DeliveryResult.Delivered _ -> "delivered";
        case DeliveryResult.Failed(_, var next) -> next.isPresent() ? "due" : "failed";
      };
    }

    private Optional<Instant> next() {
      return switch (result) {
        case DeliveryResult.Failed(_, var next) -> next;
        case DeliveryResult.Postponed(var until) -> Optional.of(until);
        case DeliveryResult.Skipped _, DeliveryResult.Returned(), DeliveryResult.Delivered _ ->
            Optional.empty();
      };
    }

    /// The destination whose health the attempt shows.
    private @Nullable Long destination() {
      return leased.isTest() ? null : leased.ofProject().orElse(null);
    }

    private @Nullable String reason() {
      return result instanceof DeliveryResult.Skipped(var reason)
          ? reason.name().toLowerCase(Locale.ROOT)
          : null;
    }
  }

  /// Writes a result and its attempt only if the row still has this lease: after it expired,
  /// another node may have leased the delivery.
  private static final String END =
      """
      WITH came AS (
        SELECT * FROM unnest(?::bigint[], ?::uuid[], ?::text[], ?::timestamptz[], ?::integer[], ?::timestamptz[],
            ?::integer[], ?::integer[], ?::text[], ?::text[], ?::text[], ?::bigint[])
          AS c (id, lease, status, next, number, at, millis, http, error, answer, skipped, destination)
      ), ended AS (
        UPDATE delivery d
        SET status = c.status, due_at = coalesce(c.next, ?), ended_at = CASE WHEN c.status <> 'due' THEN ? END,
          attempts = coalesce(c.number, d.attempts), tries = d.tries + (c.number IS NOT NULL)::integer,
          holder = NULL, skipped = c.skipped
        FROM came c WHERE d.id = ANY (ARRAY(SELECT id FROM came)) AND d.id = c.id AND d.holder = c.lease
          AND d.ended_at IS NULL
        RETURNING d.id, c.lease
      ), written AS (
        INSERT INTO attempt (delivery_id, number, at, millis, status, error, answer)
        SELECT c.id, c.number, c.at, c.millis, c.http, c.error, c.answer
        FROM came c JOIN ended USING (id, lease) WHERE c.number IS NOT NULL
      ), tried AS (
        SELECT c.destination, c.at, c.status = 'delivered' AS accepted, coalesce(c.http::text, c.error) AS error,
          max(c.at) FILTER (WHERE c.status = 'delivered') OVER (PARTITION BY c.destination) AS succeeded_at
        FROM came c JOIN ended USING (id, lease) WHERE c.number IS NOT NULL AND c.destination IS NOT NULL
      ), health AS (
        INSERT INTO destination_health AS known (destination_id, succeeded_at, failed_at, failing_since, error)
        SELECT destination, max(succeeded_at), max(at) FILTER (WHERE NOT accepted),
          min(at) FILTER (WHERE NOT accepted AND (succeeded_at IS NULL OR at > succeeded_at)),
          (array_agg(error ORDER BY at DESC) FILTER (WHERE NOT accepted))[1]
        FROM tried GROUP BY destination ORDER BY destination
        ON CONFLICT (destination_id) DO UPDATE SET
          succeeded_at = greatest(known.succeeded_at, excluded.succeeded_at),
          failed_at = greatest(known.failed_at, excluded.failed_at),
          failing_since = CASE
            WHEN excluded.succeeded_at >= coalesce(known.failed_at, excluded.succeeded_at) THEN excluded.failing_since
            WHEN known.failing_since IS NULL AND excluded.failing_since <= known.succeeded_at THEN NULL
            ELSE coalesce(known.failing_since, excluded.failing_since) END,
          error = coalesce(excluded.error, known.error)
      )
      SELECT id FROM ended
      """;

  /// Writes the results of leases.
  ///
  /// @return the ids of the deliveries that were written; those that no longer have the lease are
  ///     missing
  Set<Long> end(Tx tx, List<Ended> all, Instant now) {
    inOrderOfIndex(tx);
    var attempts = all.stream().map(ended -> ended.result.tried()).toList();
    return Set.copyOf(
        tx.list(
            END,
            row -> row.number("id"),
            array("bigint", all, ended -> ended.leased.id()),
            array("uuid", all, ended -> ended.leased.lease()),
            array("text", all, Ended::status),
            array("timestamptz", all, ended -> ended.next().orElse(null)),
            array("integer", all, DeliveryLeases::number),
            array("timestamptz", attempts, a -> a.map(Attempt::at).orElse(null)),
            array("integer", attempts, a -> a.map(Attempt::millis).orElse(null)),
            array("integer", attempts, a -> a.flatMap(Attempt::status).orElse(null)),
            array("text", attempts, a -> a.flatMap(Attempt::error).orElse(null)),
            array("text", attempts, a -> a.flatMap(Attempt::answer).orElse(null)),
            array("text", all, Ended::reason),
            array("bigint", all, Ended::destination),
            now,
            now));
  }

  private static <T> Arr array(
      String type, List<T> from, Function<? super T, ? extends @Nullable Object> value) {
    return new Arr(type, from.stream().map(value).toList());
  }

  private static @Nullable Integer number(Ended ended) {
    return ended.result.tried().map(_ -> ended.leased.attempts() + 1).orElse(null);
  }

  private LeasedDelivery leased(Tx tx, Row row, UUID lease, Instant until) throws SQLException {
    return new LeasedDelivery(
        row.number("id"),
        lease,
        until,
        lane(row),
        row.bool("slow"),
        row.integer("attempts"),
        row.integer("tries"),
        row.bool("enabled"),
        row.text("dialect"),
        new OutgoingEvent.Receiver(row.text("url"), row.maybeText("public_key")),
        secrets(tx, row),
        row.maybeNumber("of_project"),
        row.uuid("public_id"),
        row.uuid("event_id"),
        row.text("type"),
        row.integer("number"),
        row.instant("at"),
        SnapshotText.read(row));
  }
}
