package coffer.chain.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.core.chain.Chain;
import coffer.core.chain.SandboxControls.Outcome;
import coffer.core.chain.SandboxControls.State;
import coffer.db.Db;
import coffer.db.TestDb;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SandboxMinerDbTest {
  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");
  private static final Db db = TestDb.create();

  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private SandboxWorld world;
  private Chain chain;
  private SandboxMiner miner;

  @AfterAll
  static void close() {
    db.close();
  }

  @BeforeEach
  void open() {
    db.run(tx -> tx.update("UPDATE sandbox_chain SET waits_since = NULL"));
    world = new SandboxWorld(db, now::get);
    chain = world.chain("tron");
    miner = new SandboxMiner(db, world.chains, world.sandbox, now::get, EVERY);
  }

  @Test
  void aPaymentIsMinedUntilItIsFinalAndThenItIsQuiet() {
    assertThat(miner.round()).isZero();
    var txid = pay(chain);
    assertThat(miner.round()).as("it has not waited long enough").isZero();
    for (int block = 1; block <= SandboxWorld.DEPTH; block++) {
      now.updateAndGet(t -> t.plus(EVERY));
      assertThat(miner.round()).isOne();
      assertThat(miner.round()).as("one block a time").isZero();
    }
    assertThat(state(txid)).isEqualTo(State.MINED);
    now.updateAndGet(t -> t.plus(Duration.ofDays(1)));
    assertThat(miner.round()).isZero();
    assertThat(head()).isEqualTo(SandboxWorld.DEPTH);
  }

  @Test
  void aReorgWakesItAgain() {
    var txid = pay(chain);
    world.run(tx -> world.sandbox.mine(tx, chain, SandboxWorld.DEPTH, Optional.empty()));
    now.updateAndGet(t -> t.plus(EVERY));
    assertThat(miner.round()).as("final by hand").isZero();
    world.run(tx -> world.sandbox.reorg(tx, chain, SandboxWorld.DEPTH, Outcome.RETURN_TO_MEMPOOL));
    now.updateAndGet(t -> t.plus(EVERY));
    assertThat(miner.round()).isOne();
    assertThat(state(txid)).isEqualTo(State.MINED);
    assertThat(world.sandbox.source(db, chain).tip().head().height())
        .isEqualTo(SandboxWorld.DEPTH + 2);
  }

  @Test
  void anEvictedTransactionIsNotWaitedFor() {
    var txid = pay(chain);
    world.run(tx -> world.sandbox.evict(tx, chain, txid));
    now.updateAndGet(t -> t.plus(EVERY));
    assertThat(miner.round()).isZero();
  }

  @Test
  void manyNodesAddOneBlock() {
    pay(chain);
    pay(world.chain("bitcoin"));
    now.updateAndGet(t -> t.plus(EVERY));
    var rounds =
        IntStream.range(0, 8)
            .mapToObj(
                _ ->
                    new SandboxMiner(
                        db, world.chains, new Sandbox(world.chains, now::get), now::get, EVERY))
            .map(node -> CompletableFuture.supplyAsync(node::round, Thread::startVirtualThread))
            .toList();
    assertThat(rounds.stream().mapToInt(CompletableFuture::join).sum()).isEqualTo(2);
    assertThat(head()).isOne();
  }

  @Test
  void itRunsByItself() {
    var real = new SandboxWorld(db, Clock.systemUTC());
    var there = real.chain("ethereum");
    try (var running =
        new SandboxMiner(db, real.chains, real.sandbox, Clock.systemUTC(), Duration.ofMillis(20))) {
      running.start();
      var asset = real.asset(there, "ETH");
      real.run(tx -> real.sandbox.pay(tx, there, asset, real.address(there), BigInteger.ONE));
      var source = real.sandbox.source(db, there);
      await().until(() -> source.tip().head().height() == SandboxWorld.DEPTH);
    }
  }

  @Test
  void twoPaymentsInARowAreBothBroughtToFinality() {
    var txids = List.of(pay(chain), pay(chain));
    now.updateAndGet(t -> t.plus(EVERY));
    miner.round();
    var third = pay(chain);
    for (int i = 0; i < 10; i++) {
      now.updateAndGet(t -> t.plus(EVERY));
      miner.round();
    }
    assertThat(txids).allMatch(txid -> state(txid) == State.MINED);
    assertThat(state(third)).isEqualTo(State.MINED);
    assertThat(head()).isEqualTo(SandboxWorld.DEPTH + 1);
  }

  private String pay(Chain on) {
    var asset = world.chains.assetsOf(on).getFirst();
    return world.tx(tx -> world.sandbox.pay(tx, on, asset, world.address(on), BigInteger.ONE));
  }

  private State state(String txid) {
    return world.tx(tx -> world.sandbox.transaction(tx, chain, txid)).orElseThrow().state();
  }

  private long head() {
    return world.sandbox.source(db, chain).tip().head().height();
  }
}
