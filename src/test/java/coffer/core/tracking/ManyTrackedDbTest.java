package coffer.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.Plans;
import coffer.World;
import coffer.core.chain.Chain;
import coffer.core.tracking.TransferReports.Room;
import coffer.db.Db;
import coffer.db.TestDb;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/// A block and a report cost the same, however many addresses are tracked and however many
/// transfers were kept.
@ResourceLock("plans")
class ManyTrackedDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  private static final String EVM = "0x52908400098527886E0F7030069857D2E4169EE7";
  private static final int MANY = 30_000;
  private static final long MOST = 500;

  /// So often a statement is planned for its values, before PostgreSQL keeps one plan for all.
  private static final int TIMES = 12;

  @AutoClose private final TrackingWorld tracking = new TrackingWorld(DATABASE);
  private final World world = tracking.world;
  private final Chain chain = world.chain("ethereum");

  @Test
  void aBlockAndAReportReadOnlyTheirOwnRows() throws IOException {
    var address = tracking.track(EVM, "https://shop.example.com/");
    happens(); // plans made while nothing was there
    seed(address);
    var plans = new Plans(world.db);
    happens();
    int seen = 0;
    for (var plan : plans.take()) {
      if (!plan.text().contains("tracked_")) continue;
      seen++;
      assertThat(plan.most()).as(plan.text()).isLessThan(MOST);
    }
    assertThat(seen).isGreaterThan(3 * TIMES);
    assertThat(tracking.now(address).skipped()).isZero();
  }

  private void happens() {
    for (int i = 0; i < TIMES; i++) {
      tracking.pay(chain, "USDT", EVM, "1");
      world.mine(chain, World.DEPTH);
      assertThat(tracking.take(new Room(10, 5, Map.of()))).hasSize(1);
    }
    world.db.run(tx -> tracking.reports.sweep(tx, world.now.get()));
    world.db.run(tx -> tracking.addresses.sweep(tx, world.now.get()));
  }

  /// Copies of the address and of its last transfer: sent ones, and 1,000 that wait for a chain
  /// that is not read.
  private void seed(TrackedAddress address) {
    world.db.run(
        tx -> {
          tx.update("SET LOCAL session_replication_role = replica");
          tx.update(
              """
              INSERT INTO tracked_address
              SELECT r.* FROM tracked_address t, generate_series(1, ?) n,
                LATERAL jsonb_populate_record(t, jsonb_build_object('id', 1000000 + n,
                  'public_id', gen_random_uuid(), 'project_id', 1000000 + n / 500, 'address', sha256(int8send(n)))) r
              WHERE t.id = ?
              """,
              MANY,
              address.id());
          tx.update(
              """
              INSERT INTO tracked_transfer
              SELECT r.* FROM tracked_transfer t, generate_series(1, ?) n,
                LATERAL jsonb_populate_record(t, jsonb_build_object('id', 1000000 + n,
                  'public_id', gen_random_uuid(), 'txid', 'copy-' || n)) r
              WHERE t.id = (SELECT max(id) FROM tracked_transfer)
              """,
              MANY);
          tx.update(
              """
              UPDATE tracked_transfer SET status = 'waiting', sent_at = NULL, project_id = 1000000, chain_id = 1000000
              WHERE id BETWEEN 1000001 AND 1001000
              """);
        });
  }
}
