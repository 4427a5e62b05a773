package coffer.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.World;
import coffer.core.chain.Cursor;
import coffer.core.chain.Cursors;
import coffer.db.Db;
import coffer.db.PoolTimeouts;
import coffer.db.TestDb;
import coffer.db.Tx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A machine loses its power: packets are dropped, no connection is closed or reset.
@Faults
class BlackHoleDbTest {
  private final Db.Address real = TestDb.address();

  /// Its standby answers a moment later.
  @Test
  void aNodeGoesOnWhenAllItsConnectionsFallSilent() throws Exception {
    var limit = Duration.ofSeconds(3);
    var timeouts = new PoolTimeouts(Duration.ofSeconds(10), limit, limit, limit, limit);
    try (var hole = new BlackHole(real);
        var db = Db.open(() -> hole.before(real), 4, timeouts);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      warm(db, 4);
      hole.silence();
      var began = System.nanoTime();
      Callable<Long> question = () -> db.tx(BlackHoleDbTest::one);
      // Who is given a connection that was used a moment ago finds out himself.
      var first = threads.invokeAll(Stream.generate(() -> question).limit(4).toList());
      assertThat(first).allSatisfy(BlackHoleDbTest::answeredOrToldToComeAgain);
      for (var answer : threads.invokeAll(Stream.generate(() -> question).limit(8).toList())) {
        assertThat(answer.get()).isEqualTo(1);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void aStatementUnderWayFailsWhenItsAnswerDoesNotCome() throws Exception {
    var seconds = Duration.ofSeconds(2);
    var timeouts = new PoolTimeouts(seconds, seconds, seconds, seconds, seconds);
    try (var hole = new BlackHole(real);
        var db = Db.open(() -> hole.before(real), 1, timeouts)) {
      assertThatThrownBy(
              () ->
                  db.run(
                      tx -> {
                        one(tx);
                        hole.silence();
                        one(tx);
                      }))
          .matches(Db::unavailable);
      assertThat(db.<Long>tx(BlackHoleDbTest::one)).as("over a new connection").isEqualTo(1);
    }
  }

  @Test
  void aQuestionIsAnsweredWithNoWhenNothingAnswersAtAll() throws Exception {
    try (var hole = new BlackHole(real);
        var db = Db.open(() -> hole.before(real), 1, PoolTimeouts.PROBE)) {
      db.run(BlackHoleDbTest::one);
      hole.swallow(true);
      var began = System.nanoTime();
      assertThatThrownBy(() -> db.run(BlackHoleDbTest::one)).matches(Db::unavailable);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
    }
  }

  /// PostgreSQL is not told that the node that books a block is gone.
  @Test
  void aNodeThatVanishesInATransactionHoldsTheOthersUpForItsIdleTime() throws Exception {
    try (var world = new World(real);
        var hole = new BlackHole(real);
        var dead = Db.open(hole.before(real), 2);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var chain = world.chain("tron");
      world.mine(chain, 1);
      var locked = new CountDownLatch(1);
      var over = new CountDownLatch(1);
      var booking =
          CompletableFuture.runAsync(
              () ->
                  dead.run(
                      tx -> {
                        new Cursors().lock(tx, chain.id(), Cursor.HEAD);
                        locked.countDown();
                        await(over);
                      }),
              threads);
      locked.await();
      hole.silence();
      world.db.run(tx -> world.sandbox.mine(tx, chain, 1, Optional.empty()));
      var scanning = CompletableFuture.runAsync(() -> world.scan(chain));
      assertThat(scanning).succeedsWithin(PoolTimeouts.NODE.idle().plus(Duration.ofSeconds(5)));
      over.countDown();
      assertThat(booking).as("what it held is not committed").failsWithin(Duration.ofSeconds(50));
    }
  }

  @Test
  void everySessionOfANodeHasItsTimeouts() {
    try (var db = Db.open(real, 1)) {
      assertThat(
              Stream.of(
                      "statement_timeout",
                      "lock_timeout",
                      "idle_in_transaction_session_timeout",
                      "tcp_keepalives_idle",
                      "tcp_keepalives_interval",
                      "tcp_keepalives_count",
                      "tcp_user_timeout")
                  .map(name -> db.<String>tx(tx -> tx.only("SHOW " + name, row -> row.text(name)))))
          .containsExactly("30s", "20s", "15s", "10", "5", "3", "15000");
    }
  }

  /// A watch set of millions takes longer than one statement may.
  @Test
  void aLargeResultThatIsReadInPiecesMayTakeLongerThanAStatement() {
    var limit = Duration.ofSeconds(4);
    var timeouts = new PoolTimeouts(limit, limit, limit, limit, limit);
    var count = new int[1];
    long began = System.nanoTime();
    try (var db = Db.open(() -> real, 1, timeouts)) {
      db.run(
          tx ->
              tx.each(
                  "SELECT CASE i % 10 WHEN 0 THEN pg_sleep(0.001) END FROM generate_series(1, 50000) i",
                  row -> count[0]++));
    }
    assertThat(count[0]).isEqualTo(50_000);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(limit);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void answeredOrToldToComeAgain(Future<Long> answer) throws InterruptedException {
    try {
      assertThat(answer.get()).isEqualTo(1);
    } catch (ExecutionException e) {
      assertThat(e.getCause()).matches(Db::unavailable);
    }
  }

  private static long one(Tx tx) {
    return tx.only("SELECT 1 AS n", row -> row.number("n"));
  }

  /// All connections of the pool are open.
  private static void warm(Db db, int connections) throws Exception {
    var together = new CyclicBarrier(connections);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Integer> hold =
          () ->
              db.tx(
                  tx -> {
                    one(tx);
                    try {
                      return together.await();
                    } catch (Exception e) {
                      throw new IllegalStateException(e);
                    }
                  });
      for (var each : threads.invokeAll(Stream.generate(() -> hold).limit(connections).toList())) {
        each.get();
      }
    }
  }
}
