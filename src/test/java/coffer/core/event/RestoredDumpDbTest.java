package coffer.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.core.chain.Address;
import coffer.core.wallet.WatchSet;
import coffer.db.Db;
import coffer.db.Dump;
import coffer.db.EmbeddedPostgres;
import coffer.db.ServerFolder;
import coffer.db.TestDb;
import coffer.db.Tx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A dump is restored into another cluster, whose transactions have far lower numbers: whoever
/// reads by transaction goes on from where he was.
class RestoredDumpDbTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final ServerFolder home = new ServerFolder();
  private static final EmbeddedPostgres cluster = ServerFolder.superuser(home.postgres());

  private final Db.Address source = TestDb.address();
  private final Db.Address target = cluster.owner();
  private final EventLog log = new EventLog();
  private Shop shop;
  private List<UUID> before;

  @AfterAll
  static void remove() throws IOException {
    cluster.close();
    home.close();
  }

  @BeforeEach
  void aShopWithEventsIsRestored() throws Exception {
    Dump.pass(source, 20_000);
    try (var db = Db.open(source, 4)) {
      shop = Shop.open(db);
      shop.happens(db, "first", NOW);
      shop.happens(db, "second", NOW);
      shop.happens(db, "third", NOW);
      db.run(RestoredDumpDbTest::swapLastTwo);
      watch(db, 1);
      // Whoever writes in that cluster holds them back for a moment.
      await().until(() -> ids(db, Optional.empty()).size() == 3);
      before = ids(db, Optional.empty());
    }
    Db.migrate(target);
    Dump.restore(source, target);
  }

  /// The event with the lower id is the later one.
  private static void swapLastTwo(Tx tx) {
    tx.update(
        """
        UPDATE event a SET tx = b.tx FROM event b
        WHERE a.id IN (SELECT id FROM event ORDER BY id DESC LIMIT 2)
          AND b.id IN (SELECT id FROM event ORDER BY id DESC LIMIT 2) AND a.id <> b.id
        """);
  }

  @Test
  void withoutALookNothingNewWouldBeRead() {
    try (var db = Db.open(target, 2)) {
      shop.happens(db, "new", NOW);
      assertThat(ids(db, Optional.of(before.getLast()))).isEmpty();
    }
  }

  @Test
  void eventsGoOnAfterTheLastOneInTheSameOrder() {
    Db.migrate(target);
    try (var db = Db.open(target, 2)) {
      assertThat(ids(db, Optional.empty())).containsExactlyElementsOf(before);
      assertThat(ids(db, Optional.of(before.get(1)))).containsExactly(before.get(2));
      shop.happens(db, "new", NOW);
      assertThat(ids(db, Optional.of(before.getLast()))).hasSize(1);
      assertThat(ids(db, Optional.empty())).hasSize(4).startsWith(before.toArray(UUID[]::new));
      var offset = offset(db);
      db.migrate();
      assertThat(offset(db)).as("the next start changes nothing").isEqualTo(offset).isPositive();
    }
  }

  @Test
  void aNodeTellsWhatIsNewOnce() {
    Db.migrate(target);
    try (var db = Db.open(target, 2)) {
      var told = new ArrayList<String>();
      try (var tail = new EventTail(db, Duration.ofHours(1))) {
        tail.listen(seen -> seen.forEach(event -> told.add(event.type())));
        shop.happens(db, "new", NOW);
        tail.poll();
        tail.poll();
      }
      assertThat(told).containsExactly("new");
    }
  }

  @Test
  void theWatchSetOfANodeThatRanMeanwhileGoesOnAndIsNotReadAgainEachTime() {
    var set = new WatchSet("evm");
    try (var db = Db.open(source, 2)) {
      db.run(set::refresh);
    }
    Db.migrate(target);
    try (var db = Db.open(target, 2)) {
      watch(db, 2);
      db.run(set::refresh);
      assertThat(set.mayContain(address(1).hash64())).isTrue();
      assertThat(set.mayContain(address(2).hash64())).isTrue();
      assertThat(
              db.<Long>tx(
                  tx ->
                      tx.only(
                          "SELECT count(*) AS n FROM watched_address WHERE tx >= xid_horizon()",
                          row -> row.number("n"))))
          .as("what the next refresh reads")
          .isZero();
    }
  }

  private static void watch(Db db, int number) {
    db.run(
        tx ->
            tx.update(
                """
                INSERT INTO watched_address (organization_id, mode, family, address, created_at)
                SELECT max(id), 'test', 'evm', ?, ? FROM organization
                """,
                address(number).bytes(),
                NOW));
  }

  private static Address address(long number) {
    return Address.of(ByteBuffer.allocate(20).putLong(12, number).array());
  }

  private static long offset(Db db) {
    return db.tx(tx -> tx.only("SELECT value AS n FROM xid_offset", row -> row.number("n")));
  }

  private List<UUID> ids(Db db, Optional<UUID> after) {
    return db.tx(tx -> log.page(tx, shop.project.id(), after, 100)).stream()
        .map(Event::publicId)
        .toList();
  }
}
