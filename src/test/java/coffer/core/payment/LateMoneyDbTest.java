package coffer.core.payment;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.World;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.SandboxControls.Output;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.NewInvoice;
import coffer.core.invoice.Status;
import coffer.db.Db;
import coffer.db.TestDb;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Money that does not count by a quote owes what the quote's payer would have owed.
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

  /// 90 EUR and a tenth of it as fees.
  private InvoiceView invoice() {
    var c = World.command("90", "EUR", usdt);
    return world.invoice(
        new NewInvoice(
            c.dialect(),
            c.currency(),
            c.price(),
            c.options(),
            c.orderId(),
            c.description(),
            c.meta(),
            c.lifetime(),
            c.monitoring(),
            c.tolerancePercent(),
            new BigDecimal("10"),
            c.insurance(),
            c.returnUrl(),
            c.callback(),
            c.orderOnce(),
            false));
  }

  private void pay(InvoiceView invoice, String amount) {
    world.pay(invoice, usdt, amount);
    world.mine(chain, World.DEPTH);
  }

  private Status status(InvoiceView invoice) {
    return world.view(invoice).standing().status();
  }
}
