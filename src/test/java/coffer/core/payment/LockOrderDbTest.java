package coffer.core.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.World;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.Chain;
import coffer.core.chain.Transfer;
import coffer.core.invoice.InvoiceView;
import coffer.core.ledger.Account;
import coffer.db.Db;
import coffer.db.TestDb;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// A block that reverses one payment and credits another comes to the accounts in another order
/// than a command does. Neither has to begin again because of the other.
class LockOrderDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  @AutoClose private final World world = new World(DATABASE);
  private final Chain chain = world.chain("ethereum");
  private final Asset usdt = world.asset(chain, "USDT");
  private final Asset eth = world.asset(chain, "ETH");
  private final InvoiceView unasked = world.invoice("9", "EUR", eth);
  private final InvoiceView asked = world.invoice("9", "EUR", usdt);
  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicInteger begun = new AtomicInteger();

  @Test
  void aBlockAndACommandDoNotWaitForEachOther() throws ExecutionException, InterruptedException {
    book(0, block(1, "a"), transfer("orphan", world.address(unasked, eth), block(1, "a")));
    book(1, block(2, "b"), transfer("paid", world.address(asked, usdt), block(2, "b")));
    var orphan = world.view(unasked).payments().getFirst().id();
    try (var pool = Executors.newFixedThreadPool(3)) {
      var holder = pool.submit(this::holdOrphans);
      await().until(() -> begun.get() == 1);
      var command =
          pool.submit(
              () ->
                  world.db.run(
                      tx -> {
                        begun.incrementAndGet();
                        world.orphans.apply(tx, world.project, orphan, asked.id());
                      }));
      await().until(() -> waiting() == 1);
      var other = block(2, "c");
      var block =
          pool.submit(() -> book(1, other, transfer("second", world.address(unasked, eth), other)));
      await().until(() -> waiting() == 2);
      release.countDown();
      holder.get();
      command.get();
      block.get();
    }
    assertThat(begun.get()).as("holder, command and block, each once").isEqualTo(3);
    assertThat(world.available(usdt)).isEqualByComparingTo("10");
    assertThat(world.balance(Account.Kind.ORPHAN, usdt)).isEqualByComparingTo("10");
  }

  private void holdOrphans() {
    world.db.run(
        tx -> {
          world.ledger.lock(tx, Account.project(Account.Kind.ORPHAN, world.project.id(), usdt));
          begun.set(1);
          awaitRelease();
        });
  }

  private void awaitRelease() {
    try {
      release.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private long waiting() {
    return world.db.tx(
        tx ->
            tx.only(
                """
                SELECT count(*) AS n FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'
                """,
                row -> row.number("n")));
  }

  private static BlockHeader block(long height, String hash) {
    return new BlockHeader(height, hash, "parent", Instant.parse("2026-11-20T10:00:00Z"));
  }

  private void book(long ancestor, BlockHeader block, Transfer transfer) {
    var update =
        new ChainUpdate(
            chain,
            Optional.of(ancestor),
            List.of(block),
            List.of(transfer),
            List.of(),
            block.height(),
            block.height(),
            false);
    world.db.run(
        tx -> {
          begun.incrementAndGet();
          world.payments.onBlocks(tx, update);
        });
  }

  private Transfer transfer(String txid, Address to, BlockHeader block) {
    return new Transfer(
        txid,
        "log:0",
        usdt,
        Optional.of(Address.of("outside, outside, ou".getBytes())),
        Optional.of(to),
        world.units(usdt, "10"),
        Optional.of(block),
        List.of(),
        0,
        Map.of());
  }
}
