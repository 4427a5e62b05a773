package coffer.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.db.Db;
import coffer.db.TestDb;
import coffer.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

final class EventTailDbTest {
  @AutoClose private static final Db db = TestDb.create();

  private static final long PROJECT = project();
  private static final AtomicInteger OBJECTS = new AtomicInteger();

  private final Events events = new Events(() -> {});
  private final EventTail tail = new EventTail(db, Duration.ofMillis(5));
  private final List<String> told = new CopyOnWriteArrayList<>();

  EventTailDbTest() {
    tail.listen(seen -> seen.forEach(event -> told.add(event.type())));
  }

  @Test
  void tellsEachNewEventOnce() {
    db.run(tx -> add(tx, "a"));
    db.run(tx -> add(tx, "b"));
    await()
        .untilAsserted(
            () -> {
              tail.poll();
              assertThat(told).containsExactly("a", "b");
            });
    tail.poll();
    assertThat(told).hasSize(2);
    var later = new EventTail(db, Duration.ofSeconds(1));
    assertThat(later.poll()).isZero();
  }

  @Test
  void aSlowTransactionWithALowerIdIsNotMissed() throws Exception {
    var inserted = new CountDownLatch(1);
    var mayCommit = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> slow =
          threads.submit(
              () ->
                  db.run(
                      tx -> {
                        add(tx, "slow");
                        tx.only("SELECT 1 AS sent", row -> row.integer("sent"));
                        inserted.countDown();
                        reach(mayCommit);
                      }));
      reach(inserted);
      db.run(tx -> add(tx, "fast")); // a greater id and a later transaction, visible first
      tail.poll();
      assertThat(told).isEmpty(); // not past a transaction that still runs
      mayCommit.countDown();
      slow.get();
    }
    await()
        .untilAsserted(
            () -> {
              tail.poll();
              assertThat(told).containsExactly("slow", "fast");
            });
  }

  @Test
  void aGreaterIdOfAnOlderTransactionIsNotMissed() throws Exception {
    var begun = new CountDownLatch(1);
    var mayInsert = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> older =
          threads.submit(
              () ->
                  db.run(
                      tx -> {
                        tx.only("SELECT pg_current_xact_id()::text AS x", row -> row.text("x"));
                        begun.countDown();
                        reach(mayInsert);
                        add(tx, "older");
                      }));
      reach(begun);
      db.run(tx -> add(tx, "younger"));
      tail.poll();
      mayInsert.countDown();
      older.get();
    }
    await()
        .untilAsserted(
            () -> {
              tail.poll();
              assertThat(told).containsExactly("older", "younger");
            });
  }

  @Test
  void manyWritersAtOnceAreToldWholly() throws Exception {
    var seed = new Random().nextLong();
    var random = new Random(seed);
    var expected = new HashSet<String>();
    tail.start();
    try (var threads = Executors.newFixedThreadPool(8)) {
      var writers = new ArrayList<Future<?>>();
      for (int i = 0; i < 400; i++) {
        var name = "many" + i;
        boolean committed = random.nextInt(5) > 0;
        if (committed) expected.add(name);
        writers.add(threads.submit(() -> write(name, committed)));
      }
      for (var writer : writers) writer.get();
    }
    await()
        .untilAsserted(
            () ->
                assertThat(told)
                    .as("seed %d", seed)
                    .filteredOn(type -> type.startsWith("many"))
                    .containsExactlyInAnyOrderElementsOf(expected));
    tail.close();
  }

  @Test
  void aListenerThatFailsStopsNobody() {
    tail.listen(
        _ -> {
          throw new IllegalStateException();
        });
    var after = new CopyOnWriteArrayList<String>();
    tail.listen(seen -> seen.forEach(event -> after.add(event.type())));
    db.run(tx -> add(tx, "x"));
    await()
        .untilAsserted(
            () -> {
              tail.poll();
              assertThat(after).containsExactly("x");
            });
  }

  private void write(String name, boolean commit) {
    try {
      db.run(
          tx -> {
            add(tx, name);
            if (!commit) throw new IllegalStateException("rolled back");
          });
    } catch (IllegalStateException e) {
      assertThat(commit).isFalse();
    }
  }

  private void add(Tx tx, String type) {
    var draft =
        new Event.Draft(
            organization(tx),
            PROJECT,
            new Event.Owner.OfProject(),
            type,
            "movement",
            OBJECTS.incrementAndGet(),
            1,
            Map.of("type", type));
    events.add(tx, List.of(draft), Instant.EPOCH);
  }

  private static void reach(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long organization(Tx tx) {
    return tx.only(
        "SELECT organization_id FROM project WHERE id = ?",
        row -> row.number("organization_id"),
        PROJECT);
  }

  private static long project() {
    return db.tx(
        tx ->
            tx.id(
                """
                WITH o AS (
                  INSERT INTO organization (public_id, name, created_at)
                  VALUES (gen_random_uuid(), 'o', now()) RETURNING id),
                s AS (
                  INSERT INTO secret (kind, sealed, master_key_id, created_at)
                  VALUES ('webhook', '', 'x', now()) RETURNING id)
                INSERT INTO project (public_id, code, organization_id, mode, name,
                    webhook_secret_id, created_at)
                SELECT gen_random_uuid(), '0123456789abc', o.id, 'test', 'p', s.id, now() FROM o, s
                RETURNING id
                """));
  }
}
