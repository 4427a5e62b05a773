package coffer.webhook;

import coffer.db.Db;
import coffer.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;

/// What is stored about receivers: which lanes are slow, and which hosts are proven. If a mark was
/// deleted, the next response that justifies it sets it again.
final class ReceiverMarks {
  /// How long a mark is kept at least; after that, until no delivery is due there.
  static final Duration TTL = Duration.ofDays(30);

  private static final int SWEEP = 10_000;

  private record Mark(String add, String remove) {}

  private static final Mark SLOW =
      new Mark(
          "INSERT INTO slow_lane (project_id, lane, since) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
          "DELETE FROM slow_lane WHERE project_id = ? AND lane = ?");
  private static final Mark PROVEN =
      new Mark(
          "INSERT INTO proven_host (project_id, host, since) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
          "DELETE FROM proven_host WHERE project_id = ? AND host = ?");

  private static final String OLD_SLOW =
      """
      DELETE FROM slow_lane WHERE (project_id, lane) IN (
        SELECT s.project_id, s.lane FROM slow_lane s
        WHERE s.since <= ? AND NOT EXISTS (SELECT FROM delivery d
          WHERE d.status = 'due' AND d.project_id = s.project_id AND d.lane = s.lane)
        ORDER BY s.since LIMIT ? FOR UPDATE SKIP LOCKED)
      """;
  private static final String OLD_PROVEN =
      """
      DELETE FROM proven_host WHERE (project_id, host) IN (
        SELECT p.project_id, p.host FROM proven_host p
        WHERE p.since <= ? AND NOT EXISTS (SELECT FROM delivery d
          WHERE d.status = 'due' AND d.project_id = p.project_id
            AND d.lane BETWEEN p.host << 32 AND (p.host << 32) + 4294967295)
        ORDER BY p.since LIMIT ? FOR UPDATE SKIP LOCKED)
      """;

  private ReceiverMarks() {}

  /// Stores which lanes are slow, and which hosts are proven. In order, so that nodes that store
  /// the same marks at once do not deadlock.
  static void note(Tx tx, LaneScheduler.Changes changes, Instant now) {
    new TreeMap<>(changes.slow())
        .forEach((lane, is) -> note(tx, SLOW, is, lane.project(), lane.number(), now));
    new TreeMap<>(changes.proven())
        .forEach((host, is) -> note(tx, PROVEN, is, host.project(), host.number(), now));
  }

  private static void note(Tx tx, Mark mark, boolean set, long project, long number, Instant now) {
    if (set) tx.batch(mark.add, project, number, now);
    else tx.batch(mark.remove, project, number);
  }

  /// Deletes expired marks in steps, so that no transaction is long.
  static void sweep(Db db, Instant now) {
    sweep(db, OLD_SLOW, now.minus(TTL));
    sweep(db, OLD_PROVEN, now.minus(TTL));
  }

  private static void sweep(Db db, String sql, Instant until) {
    int removed;
    do removed = db.tx(tx -> tx.update(sql, until, SWEEP));
    while (removed == SWEEP);
  }
}
