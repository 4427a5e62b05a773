package coffer.webhook;

import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import coffer.webhook.Ending.Attempt;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The rows behind [DeliveryWorker]: who sends what until when, and what came of it.
///
/// A lease is a `due_at` in the future and a random holder. A node that dies leaves nothing to
/// clean up: its leases run out, and the deliveries are due again.
final class Leases {
  private static final Logger log = LoggerFactory.getLogger(Leases.class);

  /// Walks from lane to lane along the index, so that a long queue in one costs no more than a
  /// short one; locks only what it has chosen, and passes over what another node locks at this
  /// moment. Rows are named by an array, not joined: for a join PostgreSQL reads the whole table.
  private static final String TAKE =
      """
      WITH RECURSIVE walk (lane) AS (
        (SELECT lane FROM delivery WHERE status = 'DUE' ORDER BY lane LIMIT 1)
        UNION ALL
        SELECT (SELECT d.lane FROM delivery d
                WHERE d.status = 'DUE' AND d.lane > w.lane ORDER BY d.lane LIMIT 1)
        FROM walk w WHERE w.lane IS NOT NULL
      ), due AS (
        SELECT head.id, head.due_at, head.place, s.lane IS NOT NULL AS slow
        FROM walk w
        LEFT JOIN slow_lane s ON s.lane = w.lane
        LEFT JOIN unnest(?::bigint[], ?::integer[]) AS h (lane, held) ON h.lane = w.lane
        CROSS JOIN LATERAL (
          SELECT d.id, d.due_at, row_number() OVER (ORDER BY d.due_at) AS place
          FROM delivery d WHERE d.status = 'DUE' AND d.lane = w.lane AND d.due_at <= ?
          ORDER BY d.due_at
          LIMIT greatest(0, CASE WHEN s.lane IS NULL THEN ? ELSE ? END - coalesce(h.held, 0))
        ) head
        WHERE w.lane IS NOT NULL
      ), chosen AS (
        (SELECT id FROM due WHERE NOT slow ORDER BY place, due_at LIMIT ?)
        UNION ALL
        (SELECT id FROM due WHERE slow ORDER BY place, due_at LIMIT ?)
      ), locked AS (
        SELECT id FROM delivery
        WHERE id = ANY (ARRAY(SELECT id FROM chosen)) AND ended_at IS NULL AND due_at <= ?
        FOR UPDATE SKIP LOCKED
      )
      UPDATE delivery SET holder = ?, due_at = ? WHERE id = ANY (ARRAY(SELECT id FROM locked))
      RETURNING id
      """;

  private static final int MOST_OPENED = 10_000;

  private final Secrets secrets;

  /// What a row's secret is never changes.
  private final Map<Long, WebhookSecret> opened = new ConcurrentHashMap<>();

  Leases(Secrets secrets) {
    this.secrets = secrets;
  }

  /// How much may be taken.
  ///
  /// @param held how many deliveries of a lane this node has; less than that, even below 0, if the
  ///     lane may hold more than others
  /// @param fast room for deliveries of lanes that are not slow
  /// @param perFast what one of these lanes may hold
  record Room(Map<Long, Integer> held, int fast, int perFast, int slow, int perSlow) {}

  /// Leases what is due, the first of every lane before the second of any.
  List<Leased> take(Tx tx, Room room, Instant now, Duration length) {
    inOrderOfIndex(tx);
    var lease = UUID.randomUUID();
    var held = List.copyOf(room.held().entrySet());
    var ids =
        tx.list(
            TAKE,
            row -> row.number("id"),
            new Arr("bigint", held.stream().map(Entry::getKey).toList()),
            new Arr("integer", held.stream().map(Entry::getValue).toList()),
            now,
            room.perFast(),
            room.perSlow(),
            room.fast(),
            room.slow(),
            now,
            lease,
            now.plus(length));
    return ids.isEmpty() ? List.of() : read(tx, new Arr("bigint", ids), lease, now.plus(length));
  }

  /// A plan is made once and kept, perhaps while the table is empty, when sorting all of it costs
  /// nothing: it must do when there are millions of rows, too.
  private static void inOrderOfIndex(Tx tx) {
    tx.later("SET LOCAL enable_sort = off");
  }

  /// Each event is looked up: a plan made while there were none would read them all for each.
  private List<Leased> read(Tx tx, Arr ids, UUID lease, Instant until) {
    return tx.list(
        """
        SELECT d.id, d.lane, s.lane IS NOT NULL AS slow, d.attempts, d.tries, d.public_id, t.enabled, t.dialect,
            t.url, t.secret_id, e.public_id AS event_id, e.type, e.number, e.at, e.snapshot
        FROM delivery d
        CROSS JOIN LATERAL (SELECT * FROM destination WHERE id = d.destination_id OFFSET 0) t
        CROSS JOIN LATERAL (SELECT * FROM event WHERE id = d.event_id OFFSET 0) e
        LEFT JOIN slow_lane s ON s.lane = d.lane
        WHERE d.id = ANY (?)
        """,
        row -> leased(tx, row, lease, until),
        ids);
  }

  /// One secret that does not open must not hold up the others.
  private Optional<WebhookSecret> secret(Tx tx, long id) {
    var known = opened.get(id);
    if (known != null) return Optional.of(known);
    try {
      var secret = new WebhookSecret(secrets.open(tx, id));
      if (opened.size() == MOST_OPENED) opened.clear();
      opened.put(id, secret);
      return Optional.of(secret);
    } catch (IllegalStateException | IllegalArgumentException e) {
      log.error("deliveries cannot be signed: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /// What came of a lease.
  record Ended(Leased leased, Ending ending) {
    private String status() {
      return switch (ending) {
        case Ending.Skipped() -> "SKIPPED";
        case Ending.Returned() -> "DUE";
        case Ending.Delivered _ -> "DELIVERED";
        case Ending.Failed(_, var next) -> next.isPresent() ? "DUE" : "FAILED";
      };
    }

    private Optional<Instant> next() {
      return ending instanceof Ending.Failed(_, var next) ? next : Optional.empty();
    }
  }

  /// Of a lease that ran out nothing is written, no attempt either: somebody else has the delivery.
  private static final String END =
      """
      WITH came AS (
        SELECT * FROM unnest(?::bigint[], ?::uuid[], ?::text[], ?::timestamptz[], ?::integer[], ?::timestamptz[],
            ?::integer[], ?::integer[], ?::text[], ?::text[])
          AS c (id, lease, status, next, number, at, millis, http, error, answer)
      ), ended AS (
        UPDATE delivery d
        SET status = c.status, due_at = coalesce(c.next, ?), ended_at = CASE WHEN c.status <> 'DUE' THEN ? END,
          attempts = coalesce(c.number, d.attempts), tries = d.tries + (c.number IS NOT NULL)::integer,
          holder = NULL
        FROM came c WHERE d.id = ANY (ARRAY(SELECT id FROM came)) AND d.id = c.id AND d.holder = c.lease
          AND d.ended_at IS NULL
        RETURNING d.id, c.lease
      ), written AS (
        INSERT INTO attempt (delivery_id, number, at, millis, status, error, answer)
        SELECT c.id, c.number, c.at, c.millis, c.http, c.error, c.answer
        FROM came c JOIN ended USING (id, lease) WHERE c.number IS NOT NULL
      )
      SELECT id FROM ended
      """;

  /// Writes down what came of leases.
  ///
  /// @return the rows' ids; those are missing whose lease had run out
  Set<Long> end(Tx tx, List<Ended> all, Instant now) {
    inOrderOfIndex(tx);
    var attempts = all.stream().map(ended -> ended.ending.tried()).toList();
    return Set.copyOf(
        tx.list(
            END,
            row -> row.number("id"),
            array("bigint", all, ended -> ended.leased.id()),
            array("uuid", all, ended -> ended.leased.lease()),
            array("text", all, Ended::status),
            array("timestamptz", all, ended -> ended.next().orElse(null)),
            array("integer", all, Leases::number),
            array("timestamptz", attempts, a -> a.map(Attempt::at).orElse(null)),
            array("integer", attempts, a -> a.map(Attempt::millis).orElse(null)),
            array("integer", attempts, a -> a.flatMap(Attempt::status).orElse(null)),
            array("text", attempts, a -> a.flatMap(Attempt::error).orElse(null)),
            array("text", attempts, a -> a.flatMap(Attempt::answer).orElse(null)),
            now,
            now));
  }

  private static <T> Arr array(String type, List<T> from, Function<T, @Nullable Object> value) {
    return new Arr(type, from.stream().map(value).toList());
  }

  private static @Nullable Integer number(Ended ended) {
    return ended.ending.tried().map(_ -> ended.leased.attempts() + 1).orElse(null);
  }

  /// Notes which lanes have become slow (true), or are so no more. In order: nodes that note the
  /// same ones at once do not wait for each other in a circle.
  void mark(Tx tx, Map<Long, Boolean> lanes, Instant now) {
    new TreeMap<>(lanes)
        .forEach(
            (lane, slow) -> {
              if (slow) {
                tx.later(
                    "INSERT INTO slow_lane (lane, since) VALUES (?, ?) ON CONFLICT (lane) DO NOTHING",
                    lane,
                    now);
              } else tx.later("DELETE FROM slow_lane WHERE lane = ?", lane);
            });
  }

  private Leased leased(Tx tx, Row row, UUID lease, Instant until) throws SQLException {
    return new Leased(
        row.number("id"),
        lease,
        until,
        row.number("lane"),
        row.bool("slow"),
        row.integer("attempts"),
        row.integer("tries"),
        row.bool("enabled"),
        row.text("dialect"),
        row.text("url"),
        secret(tx, row.number("secret_id")),
        row.uuid("public_id"),
        row.uuid("event_id"),
        row.text("type"),
        row.integer("number"),
        row.instant("at"),
        row.text("snapshot"));
  }
}
