package coffer.core.payment;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.World;
import coffer.core.Rejection.Refused;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.SandboxControls.Outcome;
import coffer.core.chain.SandboxControls.Output;
import coffer.core.deposit.Customer;
import coffer.core.deposit.Customers;
import coffer.core.deposit.DepositAddresses;
import coffer.core.invoice.InvoiceView;
import coffer.core.ledger.Account;
import coffer.db.Db;
import coffer.db.TestDb;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random orders, payments and reorgs at the one address of a customer: each payment is booked
/// once, as an order's or as a deposit. `-Dseed=N` repeats a run, `-Dsteps=N` makes it longer.
class ReservationPropertyDbTest {
  private static final Db.Address DATABASE = TestDb.address();

  @AutoClose private final World world = new World(DATABASE);
  private final Chain chain = world.chain("ethereum");
  private final Asset usdt = world.asset(chain, "USDT");
  private final Customer customer =
      world.db.tx(
          tx -> new Customers(world.clock).obtain(tx, world.project, "user-1", Optional.empty()));
  private final List<InvoiceView> orders = new ArrayList<>();
  private Random random = new Random();

  @ParameterizedTest
  @ValueSource(booleans = {false, true, true})
  void eachPaymentIsBookedOnce(boolean reorgs) {
    long seed = Long.getLong("seed", new SecureRandom().nextInt(1_000_000));
    random = new Random(seed);
    order();
    int steps = Integer.getInteger("steps", 60);
    for (int i = 0; i < steps; i++) step(reorgs);
    world.mine(chain, World.DEPTH + 5);
    world.pass(Duration.ofHours(2));
    world.mine(chain, 1);
    world.expire();
    check(seed);
    if (!reorgs) assertThat(misplaced()).as("seed %d", seed).isEmpty();
  }

  private void step(boolean reorgs) {
    // What was seen before an order cannot be its payment.
    world.pass(Duration.ofSeconds(1));
    switch (random.nextInt(10)) {
      case 0, 1 -> order();
      case 2, 3, 4 -> pay();
      case 5 -> world.pass(Duration.ofMinutes(random.nextInt(40)));
      case 6 -> world.mine(chain, 1 + random.nextInt(3));
      case 7 -> world.db.run(tx -> world.sandbox.mine(tx, chain, 1, Optional.empty()));
      case 8 -> world.scan(chain);
      case 9 -> {
        if (reorgs) reorg();
      }
      default -> throw new IllegalStateException();
    }
  }

  private void order() {
    var price = String.valueOf(1 + random.nextInt(4));
    var command = World.command(price, "USDT", usdt).change();
    orders.add(
        world.invoice(
            command.customer(Optional.of(customer)).monitoring(Optional.empty()).build()));
  }

  private void pay() {
    var addresses = new DepositAddresses(world.chains, world.wallets, world.clock);
    var text = world.db.tx(tx -> addresses.active(tx, customer, usdt)).orElseThrow().address();
    var to = world.chains.format(chain).parse(text, chain).orElseThrow();
    var units = BigInteger.valueOf((1L + random.nextInt(6)) * 1_000_000 - random.nextInt(2));
    world.pay(chain, new Output(usdt, to, units));
  }

  private void reorg() {
    var outcome = Outcome.values()[random.nextInt(3)];
    try {
      world.db.run(tx -> world.sandbox.reorg(tx, chain, 1 + random.nextInt(4), outcome));
    } catch (Refused _) {
      // The chain has no block that may be undone.
    }
  }

  private void check(long seed) {
    var available = world.available(usdt);
    assertThat(available).as("on the chain, seed %d", seed).isEqualByComparingTo(onChain());
    assertThat(world.balance(Account.Kind.ORPHAN, usdt)).as("seed %d", seed).isZero();
    var paid = BigDecimal.ZERO;
    for (var order : orders) {
      var confirmed = world.view(order).quotes().getFirst().confirmed();
      assertThat(confirmed)
          .as("%s, seed %d", order.id(), seed)
          .isEqualByComparingTo(units("invoice_id = " + world.id(order)));
      paid = paid.add(confirmed);
    }
    assertThat(paid.add(units("invoice_id IS NULL")))
        .as("orders and deposits, seed %d", seed)
        .isEqualByComparingTo(available);
    assertThat(bookedWrongly()).as("seed %d", seed).isEmpty();
  }

  private BigDecimal onChain() {
    return coins(
        """
        SELECT coalesce(sum(o.units), 0) AS units FROM sandbox_output o
          JOIN sandbox_tx t ON t.id = o.tx_id JOIN sandbox_block b ON b.id = t.block_id AND b.canonical
        WHERE o.asset_id = ?
        """,
        usdt.id());
  }

  private BigDecimal units(String which) {
    return coins(
        "SELECT coalesce(sum(units), 0) AS units FROM movement WHERE project_id = ? AND orphan IS NULL"
            + " AND status = 'confirmed' AND "
            + which,
        world.project.id());
  }

  private BigDecimal coins(String sql, Object... args) {
    var units = world.db.tx(tx -> tx.only(sql, row -> row.units("units"), args));
    return new BigDecimal(units, usdt.decimals());
  }

  private List<String> bookedWrongly() {
    return texts(
        """
        SELECT 'movement ' || m.id AS text FROM movement m
          LEFT JOIN entry e ON e.basis_type = 'movement' AND e.basis_id = m.id
          LEFT JOIN posting p ON p.entry_id = e.id
          LEFT JOIN account a ON a.id = p.account_id AND a.kind = 'available'
        WHERE m.project_id = ? GROUP BY m.id, m.status, m.units
        HAVING -coalesce(sum(p.units) FILTER (WHERE a.id IS NOT NULL), 0) <>
          CASE m.status WHEN 'confirmed' THEN m.units ELSE 0 END
        """);
  }

  /// Payments that are not where the rule puts them: with the newest open order of exactly this
  /// amount, otherwise with the newest open order, otherwise a deposit.
  private List<String> misplaced() {
    return texts(
        """
        SELECT 'movement ' || m.id AS text FROM movement m LEFT JOIN LATERAL (
            SELECT i.id FROM invoice i JOIN quote q ON q.invoice_id = i.id
            WHERE i.project_id = m.project_id AND m.paid_at <= i.expires_at
              AND least(m.paid_at + interval '1 minute', m.seen_at) >= i.created_at
            ORDER BY q.due = m.units DESC, i.id DESC LIMIT 1) expected ON true
        WHERE m.project_id = ? AND m.invoice_id IS DISTINCT FROM expected.id
        """);
  }

  private List<String> texts(String sql) {
    return world.db.tx(tx -> tx.list(sql, row -> row.text("text"), world.project.id()));
  }
}
