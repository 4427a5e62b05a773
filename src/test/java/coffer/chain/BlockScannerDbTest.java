package coffer.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.World;
import coffer.core.chain.Asset;
import coffer.core.chain.BlockRef;
import coffer.core.chain.Chain;
import coffer.core.chain.Cursor;
import coffer.core.chain.Cursors;
import coffer.core.chain.Rescans;
import coffer.core.chain.SandboxControls.Outcome;
import coffer.core.chain.SandboxControls.Output;
import coffer.core.chain.Transfer;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Status;
import coffer.db.Db;
import coffer.db.TestDb;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// The rules of reading a chain, on a sandbox that is final at a depth of 3.
class BlockScannerDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  @AutoClose private final World world = new World(DATABASE);
  private final Chain chain = world.chain("ethereum");
  private final Asset usdt = world.asset(chain, "USDT");
  private final Cursors cursors = new Cursors();

  /// Another node commits an address, and a payment to it is mined, after this node has fetched the
  /// block's other candidates but before it commits; and the row of that address has a lower id
  /// than one that was committed long before.
  @Test
  void anAddressCommittedBetweenFetchAndCommitIsNotMissed() throws Exception {
    var slow = new CountDownLatch(1);
    var begun = new CountDownLatch(1);
    var made = new ArrayList<InvoiceView>();
    var command = World.command("9", "EUR", usdt);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var committing =
          threads.submit(
              () ->
                  world.db.run(
                      tx -> {
                        made.add(world.invoices.create(tx, world.project, command).view());
                        begun.countDown();
                        await(slow);
                      }));
      begun.await();
      var fast = world.invoice(command); // a higher id, committed first
      world.scan(chain); // and seen by the watch set
      world.pay(fast, usdt, "10");
      var slowOne = made.getFirst();
      var to = world.chains.format(chain).parse(address(slowOne), chain).orElseThrow();
      world.pay(chain, new Output(usdt, to, world.units(usdt, "10")));
      world.db.run(tx -> world.sandbox.mine(tx, chain, 3, Optional.empty()));
      var source =
          new Detour(world.sandbox.source(world.db, chain)) {
            private final AtomicBoolean first = new AtomicBoolean(true);

            @Override
            public List<Transfer> resolve(List<Candidate> candidates) {
              var resolved = super.resolve(candidates);
              if (first.getAndSet(false)) {
                slow.countDown();
                join(committing);
              }
              return resolved;
            }
          };
      var scanner = world.scanner(chain, source, Optional.of(0L));
      while (scanner.step()) {}
      assertThat(status(fast)).isEqualTo(Status.SETTLED);
      assertThat(status(slowOne)).isEqualTo(Status.SETTLED);
    }
  }

  @Test
  void severalNodesBookEachPaymentOnce() throws Exception {
    var invoices = new ArrayList<InvoiceView>();
    for (int i = 0; i < 20; i++) {
      var invoice = world.invoice("9", "EUR", usdt);
      world.pay(invoice, usdt, "10");
      world.db.run(tx -> world.sandbox.mine(tx, chain, 1, Optional.empty()));
      invoices.add(invoice);
    }
    world.db.run(tx -> world.sandbox.mine(tx, chain, 3, Optional.empty()));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var nodes = new ArrayList<java.util.concurrent.Future<?>>();
      for (int i = 0; i < 3; i++) {
        var source =
            new Detour(world.sandbox.source(world.db, chain)) {
              @Override
              public List<Block> blocks(BlockRef after, long last, long finalHeight) {
                return super.blocks(after, Math.min(last, after.height() + 2), finalHeight);
              }
            };
        var scanner = world.scanner(chain, source, Optional.of(0L));
        nodes.add(
            threads.submit(
                () -> {
                  while (scanner.step()) {}
                }));
      }
      for (var node : nodes) node.get();
    }
    world.scan(chain);
    assertThat(world.available(usdt)).isEqualByComparingTo("200");
    assertThat(invoices).allMatch(invoice -> status(invoice) == Status.SETTLED);
    var seen = invoices.stream().map(world::events).toList();
    assertThat(seen)
        .allMatch(types -> types.stream().filter("invoice.settled"::equals).count() == 1);
  }

  @Test
  void aFinalBlockIsUndoneOnlyIfAnotherEndpointAgrees() {
    var invoice = settled();
    world.mine(chain, 10);
    var agrees = new AtomicBoolean(false);
    var scanner = distrustful(agrees);
    world.db.run(tx -> world.sandbox.reorg(tx, chain, 13, Outcome.DROP));
    assertThatThrownBy(scanner::step).hasMessageContaining("undoes final blocks");
    assertThat(cursor().halted()).isPresent();
    assertThat(status(invoice)).isEqualTo(Status.SETTLED);

    var paid = world.invoice("9", "EUR", usdt);
    world.pay(paid, usdt, "10");
    world.db.run(tx -> world.sandbox.mine(tx, chain, 3, Optional.empty()));
    assertThatThrownBy(scanner::step).isInstanceOf(SourceException.class);
    assertThat(world.available(usdt))
        .as("a halted chain credits nothing")
        .isEqualByComparingTo("10");

    agrees.set(true);
    while (scanner.step()) {}
    scanner.step(); // the mempool: what was dropped is gone
    assertThat(cursor().halted()).isEmpty();
    assertThat(status(invoice)).isEqualTo(Status.OPEN);
    assertThat(status(paid)).isEqualTo(Status.SETTLED);
    assertThat(world.available(usdt)).isEqualByComparingTo("10");
  }

  @Test
  void theOperatorMayAcceptAReorgBelowFinality() {
    var invoice = settled();
    world.mine(chain, 10);
    var scanner = distrustful(new AtomicBoolean(false));
    world.db.run(tx -> world.sandbox.reorg(tx, chain, 13, Outcome.DROP));
    assertThatThrownBy(scanner::step).hasMessageContaining("undoes final blocks");
    var reason = cursor().halted().orElseThrow();
    var hash = reason.replaceAll(".*in favour of \\d+:(\\w+);.*", "$1");
    world.db.run(tx -> cursors.acceptReorg(tx, chain.id(), hash));
    while (scanner.step()) {}
    scanner.step();
    assertThat(cursor().halted()).isEmpty();
    assertThat(status(invoice)).isEqualTo(Status.OPEN);
    assertThat(world.available(usdt)).isEqualByComparingTo("0");
  }

  @Test
  void anEndpointBehindTheCursorIsLateNotAReorg() {
    var invoice = settled();
    var source =
        new Detour(world.sandbox.source(world.db, chain)) {
          @Override
          public Tip tip() {
            var behind = super.header(1).orElseThrow();
            return new Tip(behind, Optional.empty(), behind.at());
          }
        };
    assertThatThrownBy(() -> world.scanner(chain, source, Optional.of(0L)).step())
        .isInstanceOf(SourceException.class)
        .extracting(e -> ((SourceException) e).kind())
        .isEqualTo(SourceException.Kind.BEHIND);
    assertThat(status(invoice)).isEqualTo(Status.SETTLED);
  }

  /// An address that was watched only after its block was read: what a token switched on later is
  /// like.
  @Test
  void aRescanFindsWhatWasNotWatchedThen() {
    var invoice = world.invoice("9", "EUR", usdt);
    world.mine(chain, 1);
    var id = watchedId(invoice);
    world.db.run(
        tx ->
            tx.update("UPDATE watched_address SET mode = mode, family = 'none' WHERE id = ?", id));
    world.pay(invoice, usdt, "10");
    world.mine(chain, 8);
    assertThat(world.view(invoice).payments()).isEmpty();
    world.db.run(
        tx ->
            tx.update(
                "UPDATE watched_address SET family = 'evm', tx = pg_current_xact_id() WHERE id = ?",
                id));
    var rescan = rescan();
    assertThat(request(999)).isEmpty();
    assertThat(request(1)).isPresent();
    while (rescan.step()) {}
    assertThat(status(invoice)).isEqualTo(Status.SETTLED);
    assertThat(world.available(usdt)).isEqualByComparingTo("10");

    request(1);
    while (rescan.step()) {}
    assertThat(world.available(usdt)).as("twice read, once booked").isEqualByComparingTo("10");
  }

  private Optional<String> request(long from) {
    return world.db.tx(tx -> Rescans.request(tx, chain, from, world.now.get()));
  }

  private Rescan rescan() {
    var set = new coffer.core.wallet.WatchSet(chain.family());
    return new Rescan(
        world.db, chain, world.sandbox.source(world.db, chain), set, world.payments, world.clock);
  }

  private BlockScanner distrustful(AtomicBoolean agrees) {
    var source =
        new Detour(world.sandbox.source(world.db, chain)) {
          @Override
          public boolean agreed(BlockRef block) {
            return agrees.get();
          }
        };
    return world.scanner(chain, source, Optional.of(0L));
  }

  private InvoiceView settled() {
    world.mine(chain, 1);
    var invoice = world.invoice("9", "EUR", usdt);
    world.pay(invoice, usdt, "10");
    world.mine(chain, 3);
    assertThat(status(invoice)).isEqualTo(Status.SETTLED);
    return invoice;
  }

  private Cursor cursor() {
    return world.db.tx(tx -> cursors.get(tx, chain.id(), Cursor.HEAD)).orElseThrow();
  }

  private long watchedId(InvoiceView invoice) {
    return world.db.tx(
        tx ->
            tx.only(
                "SELECT address_id FROM assignment WHERE invoice_id = ?",
                row -> row.number("address_id"),
                world.id(invoice)));
  }

  private Status status(InvoiceView invoice) {
    return world.view(invoice).standing().status();
  }

  private static String address(InvoiceView invoice) {
    return invoice.quotes().getFirst().address();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void join(java.util.concurrent.Future<?> future) {
    try {
      future.get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
