package coffer.core.deposit;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.Plans;
import coffer.World;
import coffer.core.Field;
import coffer.core.TextChange;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.SandboxControls.Output;
import coffer.core.event.Destination;
import coffer.core.event.Destinations;
import coffer.db.Db;
import coffer.db.TestDb;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/// An event costs the same, however many customers and invoices have URLs of their own.
@ResourceLock("plans")
class ManyCustomersDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  private static final int MANY = 30_000;
  private static final long MOST = 500;

  /// So often a statement is planned for its values, before PostgreSQL keeps one plan for all.
  private static final int TIMES = 12;

  @AutoClose private final World world = new World(DATABASE);
  private final Chain chain = world.chain("ethereum");
  private final Asset usdt = world.asset(chain, "USDT");
  private final Customers customers = new Customers(world.clock);
  private final DepositAddresses addresses =
      new DepositAddresses(world.chains, world.wallets, world.clock);

  @Test
  void anEventReadsOnlyItsOwnDestinations() throws IOException {
    var address = addressWithUrl();
    happens(address); // plans made while nothing was there
    seed();
    var plans = new Plans(world.db);
    happens(address);
    int seen = 0;
    for (var plan : plans.take()) {
      if (!plan.text().contains("INSERT INTO delivery")) continue;
      seen++;
      assertThat(plan.most()).as(plan.text()).isLessThan(MOST);
    }
    assertThat(seen).isGreaterThan(TIMES);
    int due =
        world.db.tx(
            tx ->
                tx.only(
                    "SELECT count(*)::integer AS n FROM delivery WHERE project_id = ?",
                    row -> row.integer("n"),
                    world.project.id()));
    assertThat(due).isEqualTo(4 * TIMES);
  }

  private DepositAddress addressWithUrl() {
    var draft = new Customers.Draft("user-1", TextChange.keep(), TextChange.keep());
    return world.db.tx(
        tx -> {
          var customer = customers.save(tx, world.project, draft);
          var own =
              new Destination.OfCustomer(
                  world.project.id(),
                  customer.id(),
                  "coffer",
                  "https://shop.example.com/",
                  world.project.webhookSecretId(),
                  Optional.empty());
          new Destinations().set(tx, own, world.now.get());
          return addresses.ofCustomer(
              tx, world.project, customer, new Field.At("asset"), usdt, false);
        });
  }

  /// Deposits, seen and confirmed, and invoices.
  private void happens(DepositAddress address) {
    var to = world.chains.format(chain).parse(address.address(), chain).orElseThrow();
    for (int i = 0; i < TIMES; i++) {
      world.invoice("10", "EUR", usdt);
      world.pay(chain, new Output(usdt, to, world.units(usdt, "1")));
      world.scan(chain);
      world.mine(chain, World.DEPTH);
    }
  }

  private void seed() {
    world.db.run(
        tx -> {
          tx.update("SET LOCAL session_replication_role = replica");
          for (var owner : new String[] {"customer_id", "invoice_id"}) {
            tx.update(
                """
                INSERT INTO destination (public_id, project_id, %s, dialect, url, secret_id, created_at, instead)
                SELECT gen_random_uuid(), ?, 1000000 + n, 'coffer', 'https://shop.example.com/' || n, ?, now(), true
                FROM generate_series(1, ?) n
                """
                    .formatted(owner),
                world.project.id(),
                world.project.webhookSecretId(),
                MANY);
          }
        });
    world.db.run(tx -> tx.update("ANALYZE destination"));
  }
}
