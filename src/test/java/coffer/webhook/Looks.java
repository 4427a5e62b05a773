package coffer.webhook;

import coffer.db.Db;
import coffer.db.Tx;
import coffer.webhook.LaneScheduler.Share;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Looks for what is due, of a node that has nothing yet.
final class Looks {
  private static final int MANY = 1000;

  private Looks() {}

  /// Room in which only lanes are limited.
  static DeliveryLeases.Room room(int fast, int perFast, int slow, int perSlow) {
    return new DeliveryLeases.Room(
        Map.of(),
        fast,
        new Share(fast, MANY, MANY, perFast),
        slow,
        new Share(slow, MANY, MANY, perSlow));
  }

  static List<LeasedDelivery> take(
      Tx tx, DeliveryLeases leases, DeliveryLeases.Room room, Instant now, Duration length) {
    return leases.take(tx, room, Map.of(), now, length).leased();
  }

  /// All hosts have answered quickly once.
  static void prove(Db db) {
    db.run(
        tx ->
            tx.update(
                """
                INSERT INTO proven_host (project_id, host, since)
                SELECT project_id, lane >> 32, created_at FROM destination ON CONFLICT DO NOTHING
                """));
  }
}
