package coffer.core.payment;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.World;
import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.SandboxControls.Outcome;
import coffer.core.chain.SandboxControls.Output;
import coffer.core.invoice.InvoiceView;
import coffer.db.Db;
import coffer.db.TestDb;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Orphans are applied and taken back while the chain is reorganized and invoices are quoted and
/// paid: whatever comes first, all of it fits together in the end. `-Dseed=N` chooses what happens.
class ApplyRaceDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  private static final int ROUNDS = 40;
  private static final int CLERKS = 3;

  @AutoClose private final World world = new World(DATABASE);
  private final Chain chain = world.chain("tron");
  private final Asset usdt = world.asset(chain, "USDT");
  private final Asset trx = world.asset(chain, "TRX");
  private final List<InvoiceView> invoices = new ArrayList<>();
  private final AtomicBoolean ended = new AtomicBoolean();

  @Test
  void commandsAndReorgsAtTheSameTime() throws ExecutionException, InterruptedException {
    long seed = Long.getLong("seed", new SecureRandom().nextInt(1_000_000));
    for (int i = 0; i < 6; i++) invoices.add(world.invoice("900", "EUR", usdt, trx));
    for (var invoice : invoices) world.choose(invoice, usdt);
    try (var pool = Executors.newFixedThreadPool(1 + CLERKS)) {
      var work = new ArrayList<Future<?>>();
      work.add(pool.submit(() -> chainGoesOn(new Random(seed))));
      for (int i = 1; i <= CLERKS; i++) {
        var random = new Random(seed + i);
        work.add(pool.submit(() -> clerkWorks(random)));
      }
      for (var each : work) each.get();
    }
    world.mine(chain, World.DEPTH + 1);
    assertThat(problems()).as("seed %d", seed).isEmpty();
    for (var invoice : invoices) {
      assertThat(stored(invoice))
          .as("seed %d", seed)
          .isEqualTo(world.view(invoice).standing().seen().toString());
    }
  }

  private void chainGoesOn(Random random) {
    try {
      for (int i = 0; i < ROUNDS; i++) {
        var to = world.address(any(random), usdt);
        world.pay(chain, output(trx, to, random), output(usdt, to, random));
        world.mine(chain, 1 + random.nextInt(3));
        if (random.nextInt(3) > 0) continue;
        var outcome = Outcome.values()[random.nextInt(3)];
        var depth = 1 + random.nextInt(4);
        refused(() -> world.db.run(tx -> world.sandbox.reorg(tx, chain, depth, outcome)));
        world.scan(chain);
      }
    } finally {
      ended.set(true);
    }
  }

  private Output output(Asset asset, coffer.core.chain.Address to, Random random) {
    var dust = asset.equals(usdt) && random.nextInt(3) == 0;
    return new Output(asset, to, BigInteger.valueOf((dust ? 0 : 1000) + 1 + random.nextInt(99)));
  }

  private void clerkWorks(Random random) {
    while (!ended.get()) {
      var invoice = any(random);
      for (var id : some("orphan IS NOT NULL AND status <> 'reversed'")) {
        refused(() -> world.db.run(tx -> world.orphans.apply(tx, world.project, id, invoice.id())));
      }
      if (random.nextBoolean()) {
        for (var id : some("applied IS NOT NULL")) {
          refused(() -> world.db.run(tx -> world.orphans.unapply(tx, world.project, id)));
        }
      }
      refused(() -> world.choose(invoice, usdt));
    }
  }

  /// What was possible when it was looked for may be so no more.
  private static void refused(Runnable command) {
    try {
      command.run();
    } catch (Rejection.Refused _) {
      // the clerk looks again
    }
  }

  private InvoiceView any(Random random) {
    return invoices.get(random.nextInt(invoices.size()));
  }

  private List<UUID> some(String which) {
    return world.db.tx(
        tx ->
            tx.list(
                "SELECT public_id FROM movement WHERE project_id = ? AND kind = 'payment' AND "
                    + which
                    + " ORDER BY random() LIMIT 1",
                row -> row.uuid("public_id"),
                world.project.id()));
  }

  private String stored(InvoiceView invoice) {
    return world.db.tx(
        tx ->
            tx.only(
                "SELECT standing->>'seen' AS seen FROM invoice WHERE public_id = ?",
                row -> row.text("seen"),
                invoice.id()));
  }

  private List<String> problems() {
    return world.db.tx(
        tx ->
            tx.list(
                """
                SELECT 'booked otherwise than it stands: movement ' || m.id AS problem FROM movement m
                  JOIN entry e ON e.basis_type = 'movement' AND e.basis_id = m.id
                  JOIN posting p ON p.entry_id = e.id JOIN account a ON a.id = p.account_id
                WHERE m.project_id = ? GROUP BY m.id, a.kind
                HAVING sum(p.units) <> CASE WHEN m.status <> 'confirmed' THEN 0
                  WHEN a.kind = 'address' THEN m.units
                  WHEN a.kind = 'orphan' AND m.orphan IS NOT NULL THEN -m.units
                  WHEN a.kind = 'available' AND m.orphan IS NULL THEN -m.units ELSE 0 END
                UNION ALL
                SELECT 'balance of account ' || a.id FROM account a
                WHERE a.balance <> (SELECT coalesce(sum(units), 0) FROM posting WHERE account_id = a.id)
                UNION ALL
                SELECT 'sum of orphans at address ' || s.address_id FROM orphan_sum s
                WHERE s.units <> (SELECT -sum(p.units) FROM movement m
                    JOIN entry e ON e.basis_type = 'movement' AND e.basis_id = m.id
                    JOIN posting p ON p.entry_id = e.id JOIN account a ON a.id = p.account_id AND a.kind = 'orphan'
                  WHERE m.address_id = s.address_id AND m.asset_id = s.asset_id)
                  OR s.dust < 0 OR s.dust > s.units
                UNION ALL
                SELECT 'sum of dust on invoice ' || coalesce(d.invoice_id, m.invoice_id) FROM (
                    SELECT invoice_id, quote_id, status, sum(payments) AS n, sum(units) AS units FROM dust_sum
                    GROUP BY 1, 2, 3 HAVING sum(payments) <> 0) d
                  FULL JOIN (
                    SELECT invoice_id, quote_id, status, count(*) AS n, sum(units) AS units FROM movement
                    WHERE dust AND orphan IS NULL AND status <> 'reversed' GROUP BY 1, 2, 3) m
                  USING (invoice_id, quote_id, status)
                WHERE d.n IS DISTINCT FROM m.n OR d.units IS DISTINCT FROM m.units
                UNION ALL
                SELECT 'gap in the events of ' || object_type || ' ' || object_id FROM event
                WHERE project_id = ? GROUP BY object_type, object_id HAVING max(number) <> count(*)
                """,
                row -> row.text("problem"),
                world.project.id(),
                world.project.id()));
  }
}
