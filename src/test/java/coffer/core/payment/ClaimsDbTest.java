package coffer.core.payment;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.World;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.SandboxControls.Outcome;
import coffer.core.invoice.InvoiceView;
import coffer.db.Db;
import coffer.db.TestDb;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/// The golden table of docs/payments.md: by what a payment counts, after what happened to its
/// transaction.
///
/// A step is written `what@minute` after the invoice was made. The quote's rate is promised for 15
/// minutes, the invoice is open for 60 and monitored for 7 days more. `pay` sends to the mempool,
/// `evict` forgets it, `resend` brings it back, `back` brings it back and mines it before anybody
/// looks; `undo` undoes the newest block and `undo3` the three newest, so that the mempool has
/// their transactions again; `remine` puts them into another block at once. `cap` says whether the
/// shop counts payments before they are mined.
class ClaimsDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  @AutoClose private final World world = new World(DATABASE);
  private final Chain chain = world.chain("bitcoin");
  private final Asset btc = world.asset(chain, "BTC");
  private final Instant start = world.now.get();
  private String txid = "";

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "/claims.csv", useHeadersInDisplayName = false, numLinesToSkip = 1)
  void counts(String why, String cap, String steps, String by) {
    if (cap.equals("yes")) cap();
    var invoice = world.invoice("600", "EUR", btc);
    for (var step : steps.split(" ")) {
      var parts = step.split("@");
      world.now.set(start.plus(Duration.ofMinutes(Long.parseLong(parts[1]))));
      step(parts[0], invoice);
      world.scan(chain);
    }
    assertThat(countsBy()).as(why).isEqualTo(by);
    assertThat(world.view(invoice).payments()).hasSize(1);
  }

  private void step(String what, InvoiceView invoice) {
    switch (what) {
      case "pay" -> txid = world.pay(invoice, btc, "0.01");
      case "mine" -> world.db.run(tx -> world.sandbox.mine(tx, chain, 1, Optional.empty()));
      case "evict" -> world.db.run(tx -> world.sandbox.evict(tx, chain, txid));
      case "resend" -> world.db.run(tx -> world.sandbox.resend(tx, chain, txid));
      case "back" -> {
        world.db.run(tx -> world.sandbox.resend(tx, chain, txid));
        world.db.run(tx -> world.sandbox.mine(tx, chain, 1, Optional.empty()));
      }
      case "undo" -> reorg(1, Outcome.RETURN_TO_MEMPOOL);
      case "undo3" -> reorg(3, Outcome.RETURN_TO_MEMPOOL);
      case "remine" -> reorg(1, Outcome.REMINE);
      case "restart" -> world.watch(chain, world.sandbox.source(world.db, chain), Optional.of(0L));
      case "look" -> {}
      default -> throw new IllegalArgumentException(what);
    }
  }

  private void reorg(int depth, Outcome outcome) {
    world.db.run(tx -> world.sandbox.reorg(tx, chain, depth, outcome));
  }

  private void cap() {
    world.db.run(
        tx ->
            tx.update(
                "INSERT INTO unconfirmed_cap (project_id, asset_id, mode, units) VALUES (?, ?, 'test', ?)",
                world.project.id(),
                btc.id(),
                world.units(btc, "1")));
  }

  private String countsBy() {
    return world.db.tx(
        tx ->
            tx.only(
                """
                SELECT coalesce(orphan, CASE WHEN worth IS NULL THEN 'promise' ELSE 'rate' END) AS by
                FROM movement WHERE chain_id = ? AND txid = ?
                """,
                row -> row.text("by"),
                chain.id(),
                txid));
  }

  /// What may happen to a transaction, in any order and at any time: it counts by the time at which
  /// its claim began, and a claim ends a day after its transaction was in no block, at once if the
  /// mempool forgot it. `-Dseed=N` repeats a run.
  @RepeatedTest(12)
  void aClaimBeginsAnewWhenItHasEnded() {
    long seed = Long.getLong("seed", new SecureRandom().nextInt(1_000_000));
    var random = new Random(seed);
    var invoice = world.invoice("600", "EUR", btc);
    var told = new ArrayList<String>();
    var model = new Model(start);
    step("pay", invoice);
    world.scan(chain);
    for (int i = 0; i < 8; i++) {
      var minutes = List.of(1, 7, 20, 300, 1439, 1441, 4000).get(random.nextInt(7));
      world.pass(Duration.ofMinutes(minutes));
      var what = model.next(random);
      told.add(what + " after " + minutes);
      model.happened(what, world.now.get());
      step(what, invoice);
      world.scan(chain);
      assertThat(countsBy()).as("seed %d: %s", seed, told).isEqualTo(model.countsBy(start));
    }
  }

  /// The rule, said once more as plainly as can be.
  private static final class Model {
    private enum State {
      WAITS,
      MINED,
      GONE
    }

    private State state = State.WAITS;
    private Instant paidAt;
    private Instant keptUntil;

    Model(Instant seen) {
      paidAt = seen;
      keptUntil = seen.plus(Duration.ofHours(2));
    }

    String next(Random random) {
      return switch (state) {
        case WAITS -> random.nextBoolean() ? "mine" : "evict";
        case MINED -> random.nextInt(3) == 0 ? "remine" : "undo";
        case GONE -> random.nextBoolean() ? "resend" : "back";
      };
    }

    void happened(String what, Instant now) {
      switch (what) {
        case "evict" -> {
          state = State.GONE;
          if (keptUntil.isAfter(now)) keptUntil = now;
        }
        case "undo" -> {
          state = State.WAITS;
          keptUntil = now.plus(Duration.ofDays(1));
        }
        case "mine", "back" -> {
          state = State.MINED;
          begin(now);
        }
        case "resend" -> {
          state = State.WAITS;
          begin(now);
        }
        default -> {}
      }
    }

    private void begin(Instant now) {
      if (!now.isAfter(keptUntil)) return;
      paidAt = now;
      keptUntil = now.plus(Duration.ofHours(2));
    }

    String countsBy(Instant made) {
      if (paidAt.isAfter(made.plus(Duration.ofHours(1)).plus(Duration.ofDays(7)))) return "window";
      return paidAt.isAfter(made.plus(Duration.ofMinutes(15))) ? "rate" : "promise";
    }
  }
}
