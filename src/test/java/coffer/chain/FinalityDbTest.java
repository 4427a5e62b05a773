package coffer.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.World;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.BlockRef;
import coffer.core.chain.Chain;
import coffer.core.chain.Chain.Finality;
import coffer.core.chain.Cursor;
import coffer.core.chain.Cursors;
import coffer.core.chain.SandboxControls.Outcome;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Status;
import coffer.db.Db;
import coffer.db.TestDb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// What is final stays so, whoever is asked: on a sandbox chain whose node names the final block.
class FinalityDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  @AutoClose private final World world = new World(DATABASE);
  private final Chain sandbox =
      world.db.tx(tx -> world.sandbox.chain(tx, world.organization.id(), "ethereum"));
  private final Cursors cursors = new Cursors();

  @Test
  void anEndpointThatKnowsLessFinalBlocksTakesNoneBack() {
    var named = new AtomicLong(8);
    var scanner =
        scanner(
            Optional.of(0L),
            new Detour(world.sandbox.source(world.db, sandbox)) {
              @Override
              public Tip tip() {
                var tip = super.tip();
                return new Tip(tip.head(), upTo(this, tip, named.get()), tip.clock());
              }

              @Override
              public boolean agreed(BlockRef block) {
                return false;
              }
            });
    mine(10);
    while (scanner.step()) {}
    assertThat(cursor().finalHeight()).isEqualTo(8);

    named.set(2);
    mine(1);
    while (scanner.step()) {}
    assertThat(cursor().block().height()).isEqualTo(11);
    assertThat(cursor().finalHeight()).isEqualTo(8);

    world.db.run(tx -> world.sandbox.reorg(tx, sandbox, 5, Outcome.DROP));
    assertThatThrownBy(scanner::step).hasMessageContaining("undoes final blocks");
  }

  /// What two endpoints agreed on, and not what the node has come to follow meanwhile.
  @Test
  void onlyTheBranchThatWasAgreedOnReplacesAFinalBlock() {
    var asked = new AtomicReference<Optional<BlockRef>>(Optional.empty());
    var scanner =
        scanner(
            Optional.of(0L),
            new Detour(world.sandbox.source(world.db, sandbox)) {
              @Override
              public Tip tip() {
                var tip = super.tip();
                return new Tip(tip.head(), upTo(this, tip, 8), tip.clock());
              }

              @Override
              public boolean agreed(BlockRef block) {
                if (asked.get().isPresent()) return false;
                asked.set(Optional.of(block));
                world.db.run(tx -> world.sandbox.reorg(tx, sandbox, 7, Outcome.DROP));
                return true;
              }
            });
    mine(10);
    while (scanner.step()) {}
    var before = cursor().block();
    world.db.run(tx -> world.sandbox.reorg(tx, sandbox, 5, Outcome.DROP));
    assertThatThrownBy(
            () -> {
              while (scanner.step()) {}
            })
        .hasMessageContaining("undoes final blocks");
    assertThat(asked.get()).isPresent();
    assertThat(cursor().block()).isEqualTo(before);
  }

  /// A node that was slow finds that another one has called more blocks final meanwhile: what it
  /// decided by what it knew then is not applied.
  @Test
  void aSlowNodeUndoesNothingThatAnotherOneCalledFinalMeanwhile() {
    var slow = new AtomicLong(2);
    var quick = new AtomicLong(2);
    var meanwhile = new AtomicReference<Runnable>(() -> {});
    var another = scannerOfTagged(naming(quick, () -> {}));
    var scanner = scanner(Optional.of(0L), naming(slow, () -> meanwhile.getAndSet(() -> {}).run()));
    var usdt = world.asset(sandbox, "USDT");
    var invoice = world.invoice("9", "EUR", usdt);
    world.pay(invoice, usdt, "10");
    mine(1);
    mine(1);
    mine(8);
    while (scanner.step()) {}
    assertThat(cursor().finalHeight()).isEqualTo(2);

    meanwhile.set(
        () -> {
          quick.set(10);
          another.step();
          assertThat(cursor().finalHeight()).isEqualTo(10);
          world.db.run(tx -> world.sandbox.reorg(tx, sandbox, 7, Outcome.DROP));
        });
    scanner.step();
    assertThat(cursor().finalHeight()).isEqualTo(10);
    assertThatThrownBy(scanner::step).hasMessageContaining("undoes final blocks");
    assertThat(cursor().finalHeight()).isEqualTo(10);
    assertThat(world.view(invoice).standing().status()).isEqualTo(Status.SETTLED);
  }

  private static Optional<BlockRef> upTo(ChainSource source, ChainSource.Tip tip, long height) {
    return source.header(Math.min(height, tip.head().height())).map(BlockHeader::ref);
  }

  private Detour naming(AtomicLong finalHeight, Runnable first) {
    return new Detour(world.sandbox.source(world.db, sandbox)) {
      @Override
      public Tip tip() {
        first.run();
        var tip = super.tip();
        return new Tip(tip.head(), upTo(this, tip, finalHeight.get()), tip.clock());
      }

      @Override
      public boolean agreed(BlockRef block) {
        return false;
      }

      @Override
      public boolean readsMempool() {
        return false;
      }
    };
  }

  /// There is nothing below the first block by which to find where another branch left it.
  @Test
  void aReorgRightAfterTheFirstStartIsFollowed() {
    mine(10);
    var scanner =
        world.watch(sandbox, world.sandbox.source(world.db, sandbox), Optional.<Long>empty());
    var usdt = world.asset(sandbox, "USDT");
    var invoice = world.invoice("9", "EUR", usdt);
    world.pay(invoice, usdt, "10");
    world.db.run(tx -> world.sandbox.reorg(tx, sandbox, 2, Outcome.REMINE));
    while (scanner.step()) {}
    mine(3);
    while (scanner.step()) {}
    assertThat(world.view(invoice).standing().status()).isEqualTo(Status.SETTLED);
  }

  /// Unseen money may wait there: until it was looked at, the chain's clock stands.
  @Test
  void theClockWaitsForTheMempool() {
    var moving = new AtomicBoolean();
    var source =
        new Detour(world.sandbox.source(world.db, sandbox)) {
          @Override
          public Tip tip() {
            var tip = super.tip();
            if (moving.getAndSet(false)) mine(1);
            return tip;
          }
        };
    var scanner = world.watch(sandbox, source, Optional.of(0L));
    while (scanner.step()) {}
    scanner.step();
    var before = cursor().clock();
    world.pass(Duration.ofHours(2));
    moving.set(true);
    assertThat(scanner.step()).as("more to do at once").isTrue();
    assertThat(cursor().clock()).isEqualTo(before);
  }

  /// Miners set their own clocks. What is late goes by the chain's clock, but a block that claims
  /// to be of tomorrow does not make it tomorrow.
  @Test
  void aBlockFromTheFutureExpiresNothing() {
    var usdt = world.asset(sandbox, "USDT");
    var made = new MadeUpChain(world.now.get());
    var invoices = new ArrayList<InvoiceView>();
    var source = made.source(usdt, _ -> world.address(invoices.getFirst(), usdt), 100);
    var scanner = world.watch(sandbox, source, Optional.of(0L));
    var half = world.invoice("9", "EUR", usdt); // for an hour
    invoices.add(half);
    var part = new MadeUpChain.Pay("0xf1", "log:0", 0, world.units(usdt, "4"));
    var empty = List.<MadeUpChain.Pay>of();
    made.extend(Collections.nCopies(23, empty));
    made.extend(List.of(List.of(part)));
    assertThat(made.now()).isEqualTo(world.now.get().plus(Duration.ofHours(2)));
    while (scanner.step()) {}
    scanner.step();
    assertThat(world.view(half).payments()).hasSize(1);
    assertThat(cursor().clock()).isEqualTo(world.now.get());
    assertThat(world.expire()).isZero();
    assertThat(world.view(half).standing().status()).isEqualTo(Status.OPEN);

    world.pass(Duration.ofMinutes(61));
    scanner.step();
    assertThat(world.expire()).isOne();
    assertThat(world.view(half).standing().status()).isEqualTo(Status.EXPIRED);
  }

  private BlockScanner scanner(Optional<Long> from, ChainSource source) {
    return world.watch(tagged(), source, from);
  }

  private BlockScanner scannerOfTagged(ChainSource source) {
    return world.scanner(tagged(), source, Optional.of(0L));
  }

  private Chain tagged() {
    var spec = sandbox.spec();
    var tagged =
        new Chain.Spec(
            spec.title(), spec.reference(), spec.blockTime(), new Finality.Tag(), "", true);
    return new Chain(
        sandbox.id(),
        sandbox.name(),
        sandbox.network(),
        sandbox.family(),
        sandbox.mode(),
        sandbox.organizationId(),
        tagged);
  }

  private void mine(int blocks) {
    world.db.run(tx -> world.sandbox.mine(tx, sandbox, blocks, Optional.empty()));
  }

  private Cursor cursor() {
    return world.db.tx(tx -> cursors.get(tx, sandbox.id(), Cursor.HEAD)).orElseThrow();
  }
}
