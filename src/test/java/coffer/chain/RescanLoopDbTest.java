package coffer.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import coffer.World;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.BlockRef;
import coffer.core.chain.Chain;
import coffer.core.chain.Cursor;
import coffer.core.chain.Cursors;
import coffer.core.chain.Rescans;
import coffer.core.chain.SandboxControls.Outcome;
import coffer.core.wallet.WatchSet;
import coffer.db.Db;
import coffer.db.TestDb;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Rescans beside the scanner of a chain: one that cannot go on holds up neither it nor the others.
class RescanLoopDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  @AutoClose private final World world = new World(DATABASE);
  private final Chain chain = world.chain("tron");
  private final AtomicInteger looks = new AtomicInteger();
  private final AtomicBoolean pruned = new AtomicBoolean(true);

  /// A node that has no block 0, which a rescan from 1 follows.
  private ChainSource source() {
    return new Detour(world.sandbox.source(world.db, chain)) {
      @Override
      public Tip tip() {
        looks.incrementAndGet();
        return super.tip();
      }

      @Override
      public Optional<BlockHeader> header(long height) {
        return pruned.get() && height == 0 ? Optional.empty() : super.header(height);
      }

      @Override
      public void await(Duration atMost) throws InterruptedException {
        new CountDownLatch(1).await(atMost.toMillis(), TimeUnit.MILLISECONDS);
      }
    };
  }

  @Test
  void aRescanThatCannotGoOnSaysWhyAndHoldsUpNothing() {
    world.mine(chain, 12);
    request(1);
    request(5);
    try (var _ = loop()) {
      await().untilAsserted(() -> assertThat(rescans()).hasSize(1));
      await().untilAsserted(() -> assertThat(rescans().getFirst().halted()).isPresent());
      assertThat(rescans().getFirst().halted()).contains("has no block 0");
      var before = looks.get();
      // Twice in a poll interval at most would be 40 looks; with a shared pause it would be two.
      await().atMost(Duration.ofSeconds(10)).until(() -> looks.get() > before + 30);
      world.db.run(tx -> world.sandbox.mine(tx, chain, 1, Optional.empty()));
      await().untilAsserted(() -> assertThat(head().block().height()).isEqualTo(13));

      pruned.set(false); // another node is configured; the next try succeeds
      await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(rescans()).isEmpty());
    }
  }

  @Test
  void whatNodesRefuseIsOnRecordWhileTheChainIsRead() {
    world.mine(chain, 3);
    var since = Duration.ofMinutes(5);
    var refusing =
        new Detour(source()) {
          @Override
          public List<UnsupportedMethod> unsupportedMethods() {
            return List.of(new UnsupportedMethod("node:1", "logs of ranges", "too many", since));
          }
        };
    try (var _ = loop(refusing)) {
      await().untilAsserted(() -> assertThat(refused()).contains("logs of ranges", "too many"));
    }
  }

  private String refused() {
    return world.db.tx(
        tx ->
            tx.one(
                    "SELECT refused::text AS refused FROM scanner WHERE chain_id = ?",
                    row -> row.text("refused"),
                    chain.id())
                .orElse(""));
  }

  @Test
  void aRescanThatIsCancelledEnds() {
    world.mine(chain, 12);
    request(1);
    try (var _ = loop()) {
      await().untilAsserted(() -> assertThat(rescans().getFirst().halted()).isPresent());
      assertThat(cancel(Optional.of(2L))).isEmpty();
      assertThat(cancel(Optional.of(1L))).containsExactly(1L);
      assertThat(rescans()).isEmpty();
      request(2);
      await().untilAsserted(() -> assertThat(rescans()).isEmpty());
      assertThat(cancel(Optional.empty())).isEmpty();
    }
  }

  /// That these blocks were not read must not be forgotten.
  @Test
  void aGapThatIsCancelledStaysAndIsReadLater() {
    pruned.set(false);
    world.mine(chain, 12);
    var usdt = world.asset(chain, "USDT");
    world.db.run(tx -> Rescans.fill(tx, chain, usdt, 1, 9, false, world.now.get()));
    assertThat(cancel(Optional.empty())).containsExactly(1L);
    assertThat(cancel(Optional.empty())).as("it is paused already").isEmpty();
    var rescan = rescan(source());
    assertThat(rescan.step()).as("nothing is read").isFalse();
    assertThat(rescans())
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.paused()).isTrue();
              assertThat(gap.block().height()).isZero();
              assertThat(gap.until()).contains(9L);
            });
    var resumed = world.db.tx(tx -> Rescans.resume(tx, chain, Optional.empty(), world.now.get()));
    assertThat(resumed).hasSize(1);
    while (rescan.step()) {}
    assertThat(rescans()).isEmpty();
  }

  /// A node so slow that the head moves with each of its answers.
  @Test
  void aRescanEndsThoughTheHeadMovesWithEachAnswer() {
    pruned.set(false);
    world.mine(chain, 30);
    request(1);
    var answers = new AtomicInteger();
    var slow =
        new Detour(source()) {
          @Override
          public List<Block> blocks(BlockRef after, long last, long finalHeight) {
            answers.incrementAndGet();
            var blocks = super.blocks(after, Math.min(last, after.height() + 10), finalHeight);
            world.mine(chain, 2);
            return blocks;
          }
        };
    var rescan = rescan(slow);
    for (int i = 0; i < 20 && !rescans().isEmpty(); i++) rescan.step();
    assertThat(rescans()).isEmpty();
    assertThat(answers.get()).isLessThan(10);
  }

  /// It stands in a block that a deep reorg, on which two endpoints agreed, undoes.
  @Test
  void aRescanInAnUndoneBlockGoesBackAndEnds() {
    pruned.set(false);
    world.mine(chain, 30);
    request(1);
    var few =
        new Detour(source()) {
          @Override
          public List<Block> blocks(BlockRef after, long last, long finalHeight) {
            return super.blocks(after, Math.min(last, after.height() + 20), finalHeight);
          }
        };
    var rescan = rescan(few);
    rescan.step();
    assertThat(rescans().getFirst().block().height()).isEqualTo(20);
    world.db.run(tx -> world.sandbox.reorg(tx, chain, 15, Outcome.REMINE));
    world.scan(chain);
    rescan.step();
    assertThat(rescans().getFirst().block().height()).as("it begins anew").isZero();
    while (rescan.step()) {}
    assertThat(rescans()).isEmpty();
  }

  /// The rescan's endpoint still follows the branch that was undone: what is there is not booked.
  @Test
  void aRescanBooksNothingOfABranchThatWasUndone() {
    pruned.set(false);
    world.mine(chain, 10);
    request(1);
    var stale = world.sandbox.source(world.db, chain);
    var old = stale.blocks(stale.header(0).orElseThrow().ref(), 8, 8);
    world.db.run(tx -> world.sandbox.reorg(tx, chain, 5, Outcome.REMINE));
    world.scan(chain);
    var rescan =
        rescan(
            new Detour(source()) {
              @Override
              public List<Block> blocks(BlockRef after, long last, long finalHeight) {
                return old;
              }
            });
    assertThatThrownBy(rescan::step)
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("another branch");
    assertThat(rescans().getFirst().block().height()).isZero();
  }

  @Test
  void whatCannotBeRescannedIsRefusedWithTheReason() {
    world.mine(chain, 9);
    assertThat(refusal(0)).contains("blocks are read from height 1 on");
    assertThat(refusal(-5)).contains("blocks are read from height 1 on");
    assertThat(refusal(10)).contains("block 10 was never read", "is read up to 9");
    assertThat(refusal(8)).contains("block 8 is not final yet", "is final up to 7");
    assertThat(refusal(7)).isEmpty();
    var other = world.db.tx(tx -> world.sandbox.chain(tx, world.organization.id(), "bitcoin"));
    assertThat(world.db.tx(tx -> Rescans.rejectionReason(tx, other, 1)).orElseThrow())
        .contains("was never read");
  }

  private String refusal(long from) {
    return world.db.tx(tx -> Rescans.rejectionReason(tx, chain, from)).orElse("");
  }

  private ScannerLoop loop() {
    return loop(source());
  }

  private ScannerLoop loop(ChainSource source) {
    var scanner = world.scanner(chain, source, Optional.of(0L));
    var rescans = new RescanLoop(world.db, chain, this::reader, InstantSource.system());
    return new ScannerLoop(
            world.db,
            chain,
            () -> new ScannerLoop.Reader(source, scanner),
            rescans,
            Duration.ofMillis(50),
            UUID.randomUUID(),
            InstantSource.system())
        .start();
  }

  private RescanLoop.Reader reader() {
    var source = source();
    return new RescanLoop.Reader(source, rescan(source));
  }

  private Rescan rescan(ChainSource source) {
    var set = new WatchSet(chain.family());
    return new Rescan(world.db, chain, source, set, world.payments, world.clock);
  }

  private void request(long from) {
    world.db.tx(tx -> Rescans.request(tx, chain, from, world.now.get())).orElseThrow();
  }

  private List<Long> cancel(Optional<Long> from) {
    return world.db.tx(tx -> Rescans.cancel(tx, chain, from, world.now.get())).stream()
        .map(cancelled -> cancelled.from().orElseThrow())
        .toList();
  }

  private List<Cursor> rescans() {
    return world.db.tx(tx -> new Cursors().rescans(tx, chain.id()));
  }

  private Cursor head() {
    return world.db.tx(tx -> new Cursors().get(tx, chain.id(), Cursor.HEAD)).orElseThrow();
  }
}
