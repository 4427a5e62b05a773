package coffer.core.payment;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.Plans;
import coffer.World;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.SandboxControls.Outcome;
import coffer.core.chain.SandboxControls.Output;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.PaymentView;
import coffer.core.invoice.Status;
import coffer.core.ledger.Account;
import coffer.db.Db;
import coffer.db.TestDb;
import coffer.db.Tx;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/// What strangers send to an address does not make the next block dearer, however much it is.
@ResourceLock("plans")
class GrowthDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  private static final int MANY = 200_000;

  /// rows that one step of a statement may touch
  private static final int FEW = 5_000;

  private static final Address OUTSIDE = Address.of("outside, outside, ou".getBytes());

  @AutoClose private final World world = new World(DATABASE);
  private final Chain chain = world.chain("ethereum");
  private final Asset usdt = world.asset(chain, "USDT");
  private final Asset eth = world.asset(chain, "ETH");

  @Test
  void aDepartureDoesNotReadAllTheDustThatLiesAtItsAddress() throws IOException {
    var invoice = world.invoice("9", "EUR", usdt);
    var to = world.address(invoice, usdt);
    world.pay(chain, new Output(eth, to, world.units(eth, "0.01")));
    world.mine(chain, World.DEPTH);
    receive(invoice, MANY, BigInteger.ONE, Optional.empty());
    var plans = new Plans(world.db);
    world.db.run(
        tx ->
            world.sandbox.spend(
                tx, chain, to, List.of(new Output(eth, OUTSIDE, world.units(eth, "0.01")))));
    world.mine(chain, World.DEPTH);
    assertThat(plans.take()).allSatisfy(plan -> assertThat(plan.most()).isLessThan(FEW));
    assertThat(world.balance(Account.Kind.ORPHAN, eth)).isEqualByComparingTo("0");
    assertThat(world.view(invoice).payments())
        .extracting(PaymentView::orphan)
        .containsExactly(Optional.of("left"));
  }

  @Test
  void aBlockDoesNotReadAllTheDustOfAnInvoice() throws IOException {
    var invoice = world.invoice("9", "EUR", usdt);
    var quote = quote(invoice);
    receive(invoice, MANY, BigInteger.valueOf(10), Optional.of(quote));
    var plans = new Plans(world.db);
    world.pay(invoice, usdt, "0.000001");
    world.mine(chain, World.DEPTH);
    assertThat(plans.take()).allSatisfy(plan -> assertThat(plan.most()).isLessThan(FEW));
    assertThat(world.view(invoice).standing().seen()).as("2 of 10 USDT").isEqualTo(180_000_000);
    world.pay(invoice, usdt, "8");
    world.mine(chain, World.DEPTH);
    assertThat(world.view(invoice).standing().status()).isEqualTo(Status.SETTLED);
  }

  @Test
  void manyDeparturesInOneBlockAreToldWithAFewStatements() throws IOException {
    var to = world.address(world.invoice("9", "EUR", usdt), usdt);
    world.pay(chain, new Output(eth, to, world.units(eth, "1")));
    world.mine(chain, World.DEPTH);
    var part = new Output(eth, OUTSIDE, world.units(eth, "0.001"));
    world.db.run(tx -> world.sandbox.spend(tx, chain, to, Collections.nCopies(60, part)));
    var plans = new Plans(world.db);
    world.mine(chain, 1);
    assertThat(plans.take()).hasSizeLessThan(60);
  }

  @Test
  void afterTwoThousandPaymentsAPartIsToldInTheSumAndTheWholeByItself() {
    var invoice = world.invoice("900", "EUR", usdt);
    var quote = quote(invoice);
    receive(invoice, 2_000, BigInteger.valueOf(500), Optional.of(quote));
    world.pay(invoice, usdt, "9");
    world.mine(chain, World.DEPTH);
    assertThat(world.view(invoice).standing().seen()).as("10 USDT").isEqualTo(900_000_000);
    assertThat(amounts(invoice)).doesNotContain("9");
    assertThat(world.events(invoice)).noneMatch(type -> type.startsWith("payment."));
    world.pay(invoice, usdt, "1000");
    world.mine(chain, World.DEPTH);
    assertThat(amounts(invoice)).contains("1000");
    assertThat(world.events(invoice)).contains("payment.confirmed", "invoice.settled");
  }

  @Test
  void afterTwoThousandOrphansAtAnAddressEachFurtherOneIsToldInTheSum() {
    var invoice = world.invoice("9", "EUR", usdt);
    var to = world.address(invoice, usdt);
    var amount = world.units(eth, "0.001");
    world.pay(chain, new Output(eth, to, amount));
    world.mine(chain, World.DEPTH);
    receive(invoice, 1_999, amount, Optional.empty());
    world.pay(chain, new Output(eth, to, world.units(eth, "3")));
    world.mine(chain, World.DEPTH);
    assertThat(world.balance(Account.Kind.ORPHAN, eth)).isEqualByComparingTo("3.001");
    assertThat(amounts(invoice)).doesNotContain("3");
  }

  @Test
  void dustLeavesLastAndCanBeAppliedAndTakenBack() {
    var invoice = world.invoice("9", "EUR", usdt);
    var other = world.invoice("0.00000002", "EUR", eth);
    var to = world.address(invoice, usdt);
    world.pay(chain, new Output(eth, to, BigInteger.TEN), new Output(eth, to, BigInteger.TEN));
    world.pay(chain, new Output(eth, to, world.units(eth, "0.01")));
    world.mine(chain, World.DEPTH);
    world.db.run(
        tx ->
            world.sandbox.spend(
                tx, chain, to, List.of(new Output(eth, OUTSIDE, world.units(eth, "0.01")))));
    world.mine(chain, World.DEPTH);
    assertThat(world.view(invoice).payments())
        .extracting(PaymentView::orphan)
        .containsExactly(Optional.of("left"));
    var dust = dust();
    for (int i = 0; i < 2; i++) {
      world.db.run(tx -> world.orphans.apply(tx, world.project, dust, other.id()));
      assertThat(sums()).isEqualTo("10 of 10");
      world.db.run(tx -> world.orphans.unapply(tx, world.project, dust));
      assertThat(sums()).isEqualTo("20 of 20");
    }
    world.db.run(tx -> world.sandbox.reorg(tx, chain, 6, Outcome.DROP));
    world.scan(chain);
    assertThat(sums()).isEqualTo("0 of 0");
  }

  private UUID dust() {
    return world.db.tx(
        tx ->
            tx.list(
                    "SELECT public_id FROM movement WHERE project_id = ? AND dust ORDER BY id",
                    row -> row.uuid("public_id"),
                    world.project.id())
                .getFirst());
  }

  private String sums() {
    return world.db.tx(
        tx ->
            tx.only(
                "SELECT dust || ' of ' || units AS sums FROM orphan_sum WHERE asset_id = ?",
                row -> row.text("sums"),
                eth.id()));
  }

  private List<String> amounts(InvoiceView invoice) {
    return world.view(invoice).payments().stream()
        .map(payment -> payment.amount().stripTrailingZeros().toPlainString())
        .toList();
  }

  private long quote(InvoiceView invoice) {
    return world.db.tx(
        tx ->
            tx.only(
                "SELECT id FROM quote WHERE invoice_id = ?",
                row -> row.number("id"),
                world.id(invoice)));
  }

  /// Confirmed payments of an earlier day, not booked.
  ///
  /// @param quote what they are paid on, in USDT; empty = orphans in ETH
  private void receive(InvoiceView invoice, int many, BigInteger units, Optional<Long> quote) {
    world.db.run(
        tx -> {
          // The triggers of so many rows would take a minute.
          if (many == MANY) tx.update("SET LOCAL session_replication_role = replica");
          tx.update(
              """
              INSERT INTO movement (public_id, kind, chain_id, mode, txid, position, asset_id, address_id, project_id,
                invoice_id, quote_id, units, orphan, status, block_height, block_hash, block_at, seen_at, paid_at,
                confirmed_at, credits, dust, dust_late, purpose)
              SELECT gen_random_uuid(), 'payment', ?, a.mode, 'many-' || n, 'value', ?, a.address_id, a.project_id,
                a.invoice_id, ?, ?, CASE WHEN ?::bigint IS NULL THEN 'asset' END, 'confirmed', 0, 'b', a.from_at,
                a.from_at, a.from_at, a.from_at, 1, true, false,
                (CASE WHEN ?::bigint IS NULL THEN 'orphan' ELSE 'invoice' END)::purpose
              FROM assignment a, generate_series(1, ?) n WHERE a.invoice_id = ?
              """,
              chain.id(),
              quote.isEmpty() ? eth.id() : usdt.id(),
              quote,
              units,
              quote,
              quote,
              many,
              world.id(invoice));
          if (many == MANY) sum(tx, invoice);
          tx.update("ANALYZE movement");
        });
  }

  private void sum(Tx tx, InvoiceView invoice) {
    tx.update(
        """
        INSERT INTO orphan_sum AS o (address_id, asset_id, units, dust)
        SELECT address_id, asset_id, sum(units), sum(units) FROM movement
        WHERE invoice_id = ? AND orphan IS NOT NULL AND dust GROUP BY address_id, asset_id
        ON CONFLICT (address_id, asset_id) DO UPDATE SET units = o.units + excluded.units, dust = excluded.dust
        """,
        world.id(invoice));
    tx.list(
        """
        SELECT add_dust(array_agg(m), 1) FROM movement m
        WHERE invoice_id = ? AND orphan IS NULL AND dust GROUP BY id / 1000
        """,
        _ -> 1,
        world.id(invoice));
  }
}
