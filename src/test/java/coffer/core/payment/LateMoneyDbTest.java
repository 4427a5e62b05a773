package coffer.core.payment;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.Plans;
import coffer.World;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.SandboxControls.Output;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Status;
import coffer.db.Db;
import coffer.db.TestDb;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/// Money that does not count by a quote owes what the quote's payer would have owed.
@ResourceLock("plans")
class LateMoneyDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  @AutoClose private final World world = new World(DATABASE);
  private final Chain chain = world.chain("tron");
  private final Asset usdt = world.asset(chain, "USDT");
  private final Asset trx = world.asset(chain, "TRX");

  @Test
  void lateMoneyOwesTheFeeAsWell() {
    var inTime = invoice();
    var late = invoice();
    pay(inTime, "100");
    world.pass(Duration.ofMinutes(20));
    pay(late, "100");
    assertThat(status(inTime)).as("100 of 110").isEqualTo(Status.OPEN);
    assertThat(status(late)).as("100 of 110").isEqualTo(Status.OPEN);
    assertThat(world.view(late).standing().seen()).isEqualTo(world.view(inTime).standing().seen());
  }

  @Test
  void lateMoneyOfAllThatIsDueSettles() {
    var late = invoice();
    world.pass(Duration.ofMinutes(20));
    pay(late, "110");
    assertThat(status(late)).isEqualTo(Status.SETTLED);
    assertThat(world.view(late).standing().over()).isFalse();
  }

  @Test
  void anAppliedOrphanOwesTheFeeAsWell() {
    var invoice = invoice();
    var to = world.address(invoice, usdt);
    world.pay(chain, new Output(trx, to, world.units(trx, "900")));
    world.mine(chain, World.DEPTH);
    var orphan = world.view(invoice).payments().getFirst().id();
    world.db.run(tx -> world.orphans.apply(tx, world.project, orphan, invoice.id()));
    assertThat(status(invoice)).as("90 of 90 and the fee").isEqualTo(Status.OPEN);
  }

  @Test
  void manyLatePaymentsInOneBlockReadTheRatesOnce() throws IOException {
    var invoice = invoice();
    world.pass(Duration.ofMinutes(20));
    var one = new Output(usdt, world.address(invoice, usdt), world.units(usdt, "1.1"));
    var plans = new Plans(world.db);
    world.pay(chain, Collections.nCopies(100, one).toArray(Output[]::new));
    world.mine(chain, World.DEPTH);
    assertThat(status(invoice)).isEqualTo(Status.SETTLED);
    assertThat(plans.take()).filteredOn(plan -> plan.text().contains("FROM rate r")).hasSize(1);
  }

  /// 90 EUR and a tenth of it as fees.
  private InvoiceView invoice() {
    return world.invoice(World.withFees(World.command("90", "EUR", usdt), "10"));
  }

  private void pay(InvoiceView invoice, String amount) {
    world.pay(invoice, usdt, amount);
    world.mine(chain, World.DEPTH);
  }

  private Status status(InvoiceView invoice) {
    return world.view(invoice).standing().status();
  }
}
