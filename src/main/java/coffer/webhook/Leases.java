package coffer.webhook;

import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import coffer.webhook.Ending.Attempt;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.UUID;
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
  /// moment.
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
        SELECT d.id FROM delivery d JOIN chosen c ON c.id = d.id
        WHERE d.status = 'DUE' AND d.due_at <= ?
        FOR UPDATE OF d SKIP LOCKED
      )
      UPDATE delivery d SET holder = ?, due_at = ? FROM locked l WHERE d.id = l.id
      RETURNING d.id
      """;

  private final Secrets secrets;

  Leases(Secrets secrets) {
    this.secrets = secrets;
  }

  /// How much may be taken.
  ///
  /// @param held how many deliveries of a lane this node is sending
  /// @param fast room for deliveries of lanes that are not slow
  /// @param perFast what one of these lanes may hold
  record Room(Map<Long, Integer> held, int fast, int perFast, int slow, int perSlow) {}

  /// Leases what is due, the first of every lane before the second of any.
  List<Leased> take(Tx tx, Room room, Instant now, Duration length) {
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

  private List<Leased> read(Tx tx, Arr ids, UUID lease, Instant until) {
    var opened = new HashMap<Long, Optional<WebhookSecret>>();
    tx.list(
            """
            SELECT DISTINCT t.secret_id
            FROM delivery d JOIN destination t ON t.id = d.destination_id WHERE d.id = ANY (?)
            """,
            row -> row.number("secret_id"),
            ids)
        .forEach(id -> opened.put(id, secret(tx, id)));
    return tx.list(
        """
        SELECT d.id, d.lane, s.lane IS NOT NULL AS slow, d.attempts, d.tries, d.public_id, t.enabled, t.dialect,
            t.url, t.secret_id, e.public_id AS event_id, e.type, e.number, e.at, e.snapshot
        FROM delivery d JOIN destination t ON t.id = d.destination_id JOIN event e ON e.id = d.event_id
        LEFT JOIN slow_lane s ON s.lane = d.lane
        WHERE d.id = ANY (?)
        """,
        row -> leased(row, lease, until, opened),
        ids);
  }

  /// One secret that does not open must not hold up the others.
  private Optional<WebhookSecret> secret(Tx tx, long id) {
    try {
      return Optional.of(new WebhookSecret(secrets.open(tx, id)));
    } catch (IllegalStateException | IllegalArgumentException e) {
      log.error("deliveries cannot be signed: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /// Writes down what came of a lease.
  ///
  /// @return false if the lease had run out and somebody else has the delivery: nothing is written
  boolean end(Tx tx, Leased leased, Ending ending, Instant now) {
    return switch (ending) {
      case Ending.Skipped() ->
          tx.update(
                  """
                  UPDATE delivery SET status = 'SKIPPED', due_at = ?, ended_at = ?, holder = NULL
                  WHERE id = ? AND holder = ? AND status = 'DUE'
                  """,
                  now,
                  now,
                  leased.id(),
                  leased.lease())
              == 1;
      case Ending.Delivered(var attempt) ->
          update(tx, leased, "DELIVERED", now, Optional.of(now), attempt);
      case Ending.Failed(var attempt, var next) ->
          next.isPresent()
              ? update(tx, leased, "DUE", next.get(), Optional.empty(), attempt)
              : update(tx, leased, "FAILED", now, Optional.of(now), attempt);
    };
  }

  /// One statement: of a lease that ran out there is no attempt either.
  private static boolean update(
      Tx tx, Leased leased, String status, Instant due, Optional<Instant> ended, Attempt attempt) {
    return tx.update(
            """
            WITH ended AS (
              UPDATE delivery SET status = ?, attempts = attempts + 1, tries = tries + 1, due_at = ?,
                ended_at = ?, holder = NULL
              WHERE id = ? AND holder = ? AND status = 'DUE' RETURNING id)
            INSERT INTO attempt (delivery_id, number, at, millis, status, error, answer)
            SELECT id, ?, ?, ?, ?::integer, ?::text, ?::text FROM ended
            """,
            status,
            due,
            ended,
            leased.id(),
            leased.lease(),
            leased.attempts() + 1,
            attempt.at(),
            attempt.millis(),
            attempt.status(),
            attempt.error(),
            attempt.answer())
        == 1;
  }

  /// Notes whether the lane's last answer was long in coming. Written at a change only.
  void mark(Tx tx, Leased leased, boolean slow, Instant now) {
    if (slow && !leased.slow()) {
      tx.update(
          "INSERT INTO slow_lane (lane, since) VALUES (?, ?) ON CONFLICT (lane) DO NOTHING",
          leased.lane(),
          now);
    }
    if (!slow && leased.slow()) tx.update("DELETE FROM slow_lane WHERE lane = ?", leased.lane());
  }

  private static Leased leased(
      Row row, UUID lease, Instant until, Map<Long, Optional<WebhookSecret>> opened)
      throws SQLException {
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
        opened.getOrDefault(row.number("secret_id"), Optional.empty()),
        row.uuid("public_id"),
        row.uuid("event_id"),
        row.text("type"),
        row.integer("number"),
        row.instant("at"),
        row.text("snapshot"));
  }
}
