package coffer.core.payment;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.World;
import coffer.core.Rejection.Refused;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.SandboxControls.Outcome;
import coffer.core.chain.SandboxControls.Output;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Status;
import coffer.core.ledger.Account;
import coffer.db.Db;
import coffer.db.TestDb;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.RepeatedTest;

/// Random payments, reorgs, replacements, outflows and restarts; then the ledger must say what the
/// chain says, and nothing else. `-Dseed=N` repeats a run, `-Dsteps=N` makes it longer.
class LedgerPropertyDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  @AutoClose private final World world = new World(DATABASE);
  private final Chain chain = world.chain("ethereum");
  private final Asset usdt = world.asset(chain, "USDT");
  private final Asset eth = world.asset(chain, "ETH");
  private final List<InvoiceView> invoices = new ArrayList<>();
  private final List<String> txids = new ArrayList<>();
  private Random random = new Random();

  @RepeatedTest(4)
  void theLedgerIsWhatTheChainSays() {
    long seed = Long.getLong("seed", new SecureRandom().nextInt(1_000_000));
    var steps = Integer.getInteger("steps", 60);
    System.out.println("seed " + seed);
    random = new Random(seed);
    invoices.add(world.invoice("9", "EUR", usdt));
    for (int i = 0; i < steps; i++) step();
    settle();
    check(seed);
  }

  private void step() {
    switch (random.nextInt(15)) {
      case 0, 1 -> invoices.add(world.invoice("9", "EUR", random.nextBoolean() ? usdt : eth));
      case 2, 3, 4, 5 -> pay();
      case 6 -> world.db.run(tx -> world.sandbox.mine(tx, chain, 1, Optional.empty()));
      case 7 -> world.mine(chain, 1 + random.nextInt(3));
      case 8 -> reorg();
      case 9 -> refused(tx -> world.sandbox.replace(tx, chain, txid(), Optional.empty()));
      case 10 -> refused(tx -> spend(tx));
      case 11 -> restart();
      case 12, 13 -> applyOne();
      case 14 -> unapplyOne();
      default -> throw new IllegalStateException();
    }
    if (random.nextBoolean()) world.scan(chain);
  }

  private void pay() {
    var asset = random.nextInt(5) == 0 ? eth : usdt;
    var outputs = new ArrayList<Output>();
    for (int i = 0; i <= random.nextInt(3); i++) {
      var units = BigInteger.valueOf(1 + random.nextInt(12_000_000));
      outputs.add(new Output(asset, address(), units));
    }
    txids.add(world.pay(chain, outputs.toArray(Output[]::new)));
  }

  private void reorg() {
    var depth = 1 + random.nextInt(5);
    var outcome = Outcome.values()[random.nextInt(3)];
    refused(tx -> world.sandbox.reorg(tx, chain, depth, outcome));
  }

  private void spend(coffer.db.Tx tx) {
    var units = BigInteger.valueOf(1 + random.nextInt(3_000_000));
    world.sandbox.spend(tx, chain, address(), List.of(new Output(usdt, address(), units)));
  }

  private void applyOne() {
    var orphans = payments("orphan IS NOT NULL AND status <> 'reversed'");
    if (orphans.isEmpty()) return;
    var orphan = orphans.get(random.nextInt(orphans.size()));
    var invoice = invoices.get(random.nextInt(invoices.size())).id();
    refused(tx -> world.orphans.apply(tx, world.project, orphan, invoice));
  }

  private void unapplyOne() {
    var applied = payments("applied IS NOT NULL");
    if (applied.isEmpty()) return;
    var payment = applied.get(random.nextInt(applied.size()));
    world.db.run(tx -> world.orphans.unapply(tx, world.project, payment));
  }

  private List<UUID> payments(String which) {
    return world.db.tx(
        tx ->
            tx.list(
                "SELECT public_id FROM movement WHERE kind = 'payment' AND project_id = ? AND "
                    + which
                    + " ORDER BY id",
                row -> row.uuid("public_id"),
                world.project.id()));
  }

  /// A process that knows nothing but what is in the database.
  private void restart() {
    world.watch(chain, world.sandbox.source(world.db, chain), Optional.of(0L));
  }

  /// What commands did is taken back: then the invoices stand as the chain says.
  private void settle() {
    while (!payments("applied IS NOT NULL").isEmpty()) unapplyOne();
    world.mine(chain, World.DEPTH + 5);
    world.scan(chain);
  }

  private void check(long seed) {
    for (var asset : List.of(usdt, eth)) {
      var claims = world.available(asset).add(world.balance(Account.Kind.ORPHAN, asset));
      assertThat(claims)
          .as("claims in %s, seed %d", asset, seed)
          .isEqualByComparingTo(new BigDecimal(onChain(asset), asset.decimals()));
      var turnover = world.db.tx(tx -> world.ledger.turnover(tx, world.project.id(), asset));
      assertThat(turnover.received()).as("received, seed %d", seed).isEqualTo(arrived(asset));
      assertThat(new BigDecimal(turnover.balance(), asset.decimals()))
          .isEqualByComparingTo(world.available(asset));
    }
    assertThat(problems()).as("seed %d", seed).isEmpty();
    for (var invoice : invoices) {
      var view = world.view(invoice);
      assertThat(view.standing().status() == Status.SETTLED)
          .as("%s, seed %d", view, seed)
          .isEqualTo(paidOnChain(view));
    }
  }

  /// What arrived at our addresses in blocks that stand, less what left them.
  private BigInteger onChain(Asset asset) {
    return world.db.tx(
        tx ->
            tx.only(
                """
                SELECT coalesce(sum(CASE WHEN o.address = w.address THEN o.units ELSE 0 END
                  - CASE WHEN t.sender = w.address THEN o.units ELSE 0 END), 0) AS units
                FROM sandbox_output o JOIN sandbox_tx t ON t.id = o.tx_id
                  JOIN sandbox_block b ON b.id = t.block_id AND b.canonical
                  JOIN watched_address w ON w.family = 'evm' AND w.organization_id = ?
                    AND w.address IN (o.address, t.sender)
                WHERE o.asset_id = ?
                """,
                row -> row.units("units"),
                world.organization.id(),
                asset.id()));
  }

  /// What payments brought to the project's available balance, entry by entry.
  private BigInteger arrived(Asset asset) {
    return world.db.tx(
        tx ->
            tx.only(
                """
                SELECT coalesce(-sum(p.units), 0) AS units FROM movement m
                  JOIN entry e ON e.basis_type = 'movement' AND e.basis_id = m.id
                  JOIN posting p ON p.entry_id = e.id
                  JOIN account a ON a.id = p.account_id AND a.kind = 'available'
                WHERE m.kind = 'payment' AND m.project_id = ? AND m.asset_id = ?
                """,
                row -> row.units("units"),
                world.project.id(),
                asset.id()));
  }

  private boolean paidOnChain(InvoiceView view) {
    var quote = view.quotes().getFirst();
    var asset = quote.asset().code().equals("ETH") ? eth : usdt;
    var to = world.address(view, asset);
    var paid =
        world.db.tx(
            tx ->
                tx.only(
                    """
                    SELECT coalesce(sum(o.units), 0) AS units FROM sandbox_output o
                      JOIN sandbox_tx t ON t.id = o.tx_id JOIN sandbox_block b ON b.id = t.block_id
                    WHERE b.canonical AND o.address = ? AND o.asset_id = ? AND NOT EXISTS (
                      SELECT FROM watched_address w WHERE w.address = t.sender AND w.organization_id = ?)
                    """,
                    row -> row.units("units"),
                    to.bytes(),
                    asset.id(),
                    world.organization.id()));
    return new BigDecimal(paid, asset.decimals()).compareTo(quote.due().orElseThrow()) >= 0;
  }

  /// What must never be, whatever happened.
  private List<String> problems() {
    return world.db.tx(
        tx ->
            tx.list(
                """
                SELECT 'balance of account ' || a.id AS problem FROM account a
                  LEFT JOIN posting p ON p.account_id = a.id
                GROUP BY a.id, a.balance HAVING a.balance <> coalesce(sum(p.units), 0)
                UNION ALL
                SELECT 'booked wrongly: movement ' || m.id FROM movement m
                  LEFT JOIN entry e ON e.basis_type = 'movement' AND e.basis_id = m.id
                  LEFT JOIN posting p ON p.entry_id = e.id
                  LEFT JOIN account a ON a.id = p.account_id AND a.kind = 'address'
                GROUP BY m.id, m.status, m.units, m.kind
                HAVING coalesce(sum(p.units) FILTER (WHERE a.id IS NOT NULL), 0) <>
                  CASE WHEN m.status <> 'confirmed' THEN 0 WHEN m.kind <> 'outflow' THEN m.units ELSE -m.units END
                UNION ALL
                SELECT 'claimed wrongly: movement ' || m.id FROM movement m
                  JOIN entry e ON e.basis_type = 'movement' AND e.basis_id = m.id
                  JOIN posting p ON p.entry_id = e.id JOIN account a ON a.id = p.account_id
                WHERE m.kind = 'payment' AND m.status = 'confirmed' AND m.orphan IS NULL
                GROUP BY m.id, m.units
                HAVING -coalesce(sum(p.units) FILTER (WHERE a.kind = 'available'), 0) <> m.units
                UNION ALL
                SELECT 'orphans at address ' || o.address_id FROM (
                    SELECT address_id, asset_id, sum(units - coalesce(left_units, 0)) AS units FROM movement
                    WHERE orphan IS NOT NULL AND status = 'confirmed' GROUP BY address_id, asset_id) o
                  LEFT JOIN (
                    SELECT m.address_id, m.asset_id, -sum(p.units) AS units FROM movement m
                      JOIN entry e ON e.basis_type = 'movement' AND e.basis_id = m.id
                      JOIN posting p ON p.entry_id = e.id
                      JOIN account a ON a.id = p.account_id AND a.kind = 'orphan'
                    GROUP BY m.address_id, m.asset_id) k USING (address_id, asset_id)
                WHERE o.units <> greatest(coalesce(k.units, 0), 0)
                UNION ALL
                SELECT 'waits for ever: movement ' || id FROM movement WHERE status = 'seen' AND chain_id = ?
                """,
                row -> row.text("problem"),
                chain.id()));
  }

  private Address address() {
    var invoice = invoices.get(random.nextInt(invoices.size()));
    var asset = world.view(invoice).quotes().getFirst().asset().code().equals("ETH") ? eth : usdt;
    return world.address(invoice, asset);
  }

  private String txid() {
    return txids.isEmpty() ? "none" : txids.get(random.nextInt(txids.size()));
  }

  /// The chain may refuse what chance asks for: a transaction that is mined, a balance that is not
  /// there.
  private void refused(java.util.function.Consumer<coffer.db.Tx> command) {
    try {
      world.db.run(command);
    } catch (Refused _) {
      // as a node would
    }
  }
}
