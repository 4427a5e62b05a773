package coffer.core.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.chain.Address;
import coffer.db.Db;
import coffer.db.TestDb;
import coffer.db.Tx;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class WatchSetDbTest {
  @AutoClose private static final Db db = TestDb.create();

  private final long organization = TestOrganization.insert(db);
  private final String family = "family-" + organization;
  private final WatchSet set = new WatchSet(family);

  @Test
  void holdsWhatWasCommittedAndNothingElse() {
    db.run(tx -> insert(tx, 1));
    assertThat(set.mayContain(address(1))).isFalse();
    db.run(set::refresh);
    assertThat(set.mayContain(address(1))).isTrue();
    assertThat(set.mayContain(address(2))).isFalse();
    db.run(tx -> insert(tx, 2));
    db.run(set::refresh);
    assertThat(set.mayContain(address(2))).isTrue();
    assertThat(set.size()).isEqualTo(2);
  }

  @Test
  void anotherFamilyHasASetOfItsOwn() {
    db.run(tx -> insert(tx, 3));
    var other = new WatchSet("other-" + organization);
    db.run(other::refresh);
    assertThat(other.size()).isZero();
  }

  /// A slower transaction has the lower id and the lower number, and commits last.
  @Test
  void anAddressCommittedLateWithALowerIdIsNotMissed() throws Exception {
    var inserted = new CountDownLatch(1);
    var mayCommit = new CountDownLatch(1);
    var slowId = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var slow =
          threads.submit(
              () ->
                  db.run(
                      tx -> {
                        slowId.set((int) insert(tx, 10));
                        inserted.countDown();
                        await(mayCommit);
                      }));
      await(inserted);
      long fastId = db.<Long>tx(tx -> insert(tx, 11));
      assertThat(fastId).isGreaterThan(slowId.get());
      db.run(set::refresh);
      db.run(set::refresh);
      assertThat(set.mayContain(address(11))).isTrue();
      assertThat(set.mayContain(address(10))).as("not committed yet").isFalse();
      mayCommit.countDown();
      slow.get();
    }
    db.run(set::refresh);
    assertThat(set.mayContain(address(10))).isTrue();
  }

  /// Its row is written after the refresh, in a transaction that had its number before.
  @Test
  void anOldTransactionMayWriteAfterARefresh() throws Exception {
    var begun = new CountDownLatch(1);
    var mayWrite = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var old =
          threads.submit(
              () ->
                  db.run(
                      tx -> {
                        tx.only("SELECT pg_current_xact_id()::text AS x", row -> row.text("x"));
                        begun.countDown();
                        await(mayWrite);
                        insert(tx, 20);
                      }));
      await(begun);
      for (int i = 21; i < 25; i++) {
        int number = i;
        db.run(tx -> insert(tx, number));
        db.run(set::refresh);
      }
      mayWrite.countDown();
      old.get();
    }
    db.run(set::refresh);
    assertThat(List.of(20, 21, 22, 23, 24))
        .allSatisfy(i -> assertThat(set.mayContain(address(i))).isTrue());
  }

  @Test
  void whatARolledBackTransactionSawOfItselfDoesNoHarm() {
    try {
      db.run(
          tx -> {
            insert(tx, 30);
            set.refresh(tx);
            throw new IllegalStateException();
          });
    } catch (IllegalStateException _) {
      db.run(tx -> insert(tx, 31));
    }
    db.run(set::refresh);
    assertThat(set.mayContain(address(31))).isTrue();
  }

  /// Many writers of random length, while readers refresh: whatever was committed before a refresh
  /// began is there when it ends.
  @Test
  void nothingIsMissedUnderLoad() throws Exception {
    var committed = new ConcurrentLinkedQueue<Address>();
    var next = new AtomicInteger(1_000);
    var writing = new AtomicBoolean(true);
    var missed = new AtomicInteger();
    var refreshes = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int reader = 0; reader < 2; reader++) {
        threads.submit(
            () -> {
              while (writing.get()) {
                var before = List.copyOf(committed);
                db.run(set::refresh);
                refreshes.incrementAndGet();
                missed.addAndGet((int) before.stream().filter(a -> !set.mayContain(a)).count());
              }
              return true;
            });
      }
      try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int writer = 0; writer < 6; writer++) {
          writers.submit(() -> write(committed, next));
        }
      }
      writing.set(false);
    }
    db.run(set::refresh);
    assertThat(committed).hasSize(6 * 150).allMatch(set::mayContain);
    assertThat(missed).hasValue(0);
    assertThat(refreshes.get()).isGreaterThan(5);
  }

  private boolean write(ConcurrentLinkedQueue<Address> committed, AtomicInteger next) {
    var random = new Random(next.get());
    for (int i = 0; i < 150; i++) {
      var address = address(next.incrementAndGet());
      db.run(
          tx -> {
            insert(tx, address);
            if (random.nextInt(10) == 0) tx.only("SELECT pg_sleep(0.02)::text AS x", _ -> true);
          });
      committed.add(address);
    }
    return true;
  }

  @Test
  void zeroAndCollisionsAreHandled() {
    assertThat(set.mayContain(0L)).isFalse();
    var random = new Random(1);
    var known = random.longs(4_000).mapToObj(WatchSetDbTest::address).toList();
    db.run(tx -> known.forEach(address -> insert(tx, address)));
    db.run(set::refresh);
    assertThat(known).allMatch(set::mayContain);
    assertThat(random.longs(4_000).filter(n -> set.mayContain(address(n))).count()).isZero();
    assertThat(set.bytes() / known.size()).isBetween(10L, 16L);
  }

  @Test
  void aMillionAddresses() {
    db.run(
        tx -> {
          tx.update("SET LOCAL session_replication_role = replica"); // no foreign keys: faster
          tx.update("SET LOCAL statement_timeout = 0"); // so many are made only here
          tx.update(
              """
                INSERT INTO watched_address (organization_id, mode, family, address, created_at)
                SELECT ?, 'live', ?, substr(sha256(int8send(n)), 1, 20) AS address, now()
                FROM generate_series(1, 1000000) n ORDER BY address
                """,
              organization,
              family);
        });
    long before = used();
    long start = System.nanoTime();
    db.run(set::refresh);
    var first = Duration.ofNanos(System.nanoTime() - start);
    start = System.nanoTime();
    db.run(set::refresh);
    var again = Duration.ofNanos(System.nanoTime() - start);
    long after = used();
    System.out.printf(
        "%,d addresses: table %,d KiB, heap %+,d KiB; first refresh %d ms, next %d ms; %,d look-ups/ms%n",
        set.size(),
        set.bytes() / 1024,
        (after - before) / 1024,
        first.toMillis(),
        again.toMillis(),
        lookups());
    assertThat(set.size()).isEqualTo(1_000_000);
    assertThat(set.bytes()).isLessThan(17_000_000);
    assertThat(found(1_000_000)).isTrue();
  }

  private boolean found(int n) {
    return db.tx(
        tx ->
            tx.only(
                "SELECT substr(sha256(int8send(?::bigint)), 1, 20) AS address",
                row -> set.mayContain(Address.of(row.bytes("address"))),
                n));
  }

  private long lookups() {
    long hits = 0;
    long start = System.nanoTime();
    for (long i = 0; i < 5_000_000; i++) {
      if (set.mayContain(i * 0x9e3779b97f4a7c15L)) hits++;
    }
    assertThat(hits).isLessThan(10);
    return 5_000_000L * 1_000_000 / (System.nanoTime() - start);
  }

  private static long used() {
    System.gc();
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private long insert(Tx tx, long number) {
    return insert(tx, address(number));
  }

  private long insert(Tx tx, Address address) {
    return tx.id(
        """
        INSERT INTO watched_address (organization_id, mode, family, address, created_at)
        VALUES (?, 'live', ?, ?, ?) RETURNING id
        """,
        organization,
        family,
        address.bytes(),
        Instant.EPOCH);
  }

  private static Address address(long number) {
    return Address.of(ByteBuffer.allocate(20).putLong(12, number).array());
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(60, java.util.concurrent.TimeUnit.SECONDS)) throw new AssertionError("late");
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
