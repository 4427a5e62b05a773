package coffer.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.event.Shop;
import coffer.db.Db;
import coffer.db.TestDb;
import coffer.db.Tx;
import coffer.webhook.DeliveryLeases.Ended;
import coffer.webhook.DeliveryResult.Attempt;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// To lease some and to write what came of them costs by how many they are, not by how many wait,
/// whatever PostgreSQL believed when it made its plans.
class LeasePlanDbTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final int LANES = 20;
  private static final int DUE = 2000;
  private static final int LEASED = 100;

  /// A tenth of all that waits: old versions of rows are read, too.
  private static final int MOST = LANES * DUE / 10;

  private final Db.Address at = TestDb.address();

  /// Has one connection, so that its plans stay.
  @AutoClose private final Db node = Db.open(at, 1);

  @AutoClose private final Db other = Db.open(at, 1);
  private final DeliveryLeases leases = new DeliveryLeases(Plain.SECRETS);

  @Test
  void aPlanMadeWhileNothingWasThereDoesWhenMuchIs() throws Exception {
    vacuum(); // The tables are known to be empty now.
    // After a few runs a statement gets a name, after a few more its plan is kept.
    for (int i = 0; i < 20; i++) {
      end(take());
    }
    for (int i = 0; i < LANES; i++) {
      var shop = Shop.open(other);
      shop.tell(other, "http://shop.example/");
      queue(shop);
    }
    Looks.prove(other);
    for (int i = 0; i < 20; i++) {
      var taken = take();
      assertThat(taken).hasSize(LEASED);
      end(taken);
    }
  }

  private List<LeasedDelivery> take() {
    var room = Looks.room(LEASED, 6, 0, 1);
    return node.tx(
        tx -> {
          var before = read(tx);
          var taken = Looks.take(tx, leases, room, NOW, Duration.ofSeconds(60));
          assertThat(read(tx) - before).isLessThan(MOST);
          return taken;
        });
  }

  private void end(List<LeasedDelivery> taken) {
    var attempt = new Attempt(NOW, 1, Optional.of(200), Optional.empty(), Optional.of("ok"));
    var ended =
        taken.stream().map(l -> new Ended(l, new DeliveryResult.Delivered(attempt))).toList();
    node.run(
        tx -> {
          var before = read(tx);
          assertThat(leases.end(tx, ended, NOW)).hasSize(taken.size());
          assertThat(read(tx) - before).isLessThan(MOST);
        });
  }

  /// How many rows of the large tables were read so far, also by transactions shortly before.
  private static int read(Tx tx) {
    return tx.only(
        """
        SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::integer AS n
        FROM pg_stat_xact_user_tables WHERE relname IN ('delivery', 'event')
        """,
        row -> row.integer("n"));
  }

  private void vacuum() throws SQLException {
    try (var connection = other.pool().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("VACUUM ANALYZE delivery, event, destination, slow_lane");
    }
  }

  /// Straight into the tables, for speed.
  private void queue(Shop shop) {
    other.run(
        tx -> {
          tx.update("SET LOCAL session_replication_role = replica"); // no foreign keys: faster
          tx.update(
              """
              INSERT INTO event (public_id, organization_id, project_id, type, object_type, object_id, number,
                  snapshot, at)
              SELECT gen_random_uuid(), ?, ?, 'invoice.settled', 'movement', ?, n, '{}', ?
              FROM generate_series(1, ?) AS n
              """,
              shop.project.organizationId(),
              shop.project.id(),
              -shop.project.id(),
              NOW,
              DUE);
          tx.update(
              """
              INSERT INTO delivery (public_id, event_id, destination_id, project_id, lane, status, due_at, created_at)
              SELECT gen_random_uuid(), e.id, d.id, e.project_id, d.lane, 'due', e.at, e.at
              FROM event e JOIN destination d ON d.project_id = e.project_id WHERE e.project_id = ?
              """,
              shop.project.id());
        });
  }
}
