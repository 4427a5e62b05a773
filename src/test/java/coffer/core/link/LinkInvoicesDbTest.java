package coffer.core.link;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.World;
import coffer.core.chain.SandboxControls;
import coffer.core.invoice.Mark;
import coffer.core.invoice.PublishableInvoices;
import coffer.core.link.LinkInvoices.Filled;
import coffer.core.link.LinkInvoices.Outcome;
import coffer.core.link.PaymentLink.Price;
import coffer.core.link.PaymentLink.State;
import coffer.core.link.PaymentLink.SubmitType;
import coffer.core.link.PaymentLink.Terms;
import coffer.db.TestDb;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// How many invoices payment links make, and in which states.
final class LinkInvoicesDbTest {
  private static final BigInteger FIVE = BigInteger.valueOf(500_000_000);
  private static final Filled NOTHING = new Filled(Optional.empty(), Map.of());

  @AutoClose private final World world = new World(TestDb.address());
  private final PaymentLinkStore links = new PaymentLinkStore(world.chains, world.clock);

  private LinkInvoices invoices(int openInvoices) {
    return new LinkInvoices(
        world.invoices,
        world.chains,
        world.rates,
        new PublishableInvoices(openInvoices),
        "https://pay.example.com",
        world.clock);
  }

  private PaymentLink link(boolean reusable, Optional<Duration> open) {
    world.asset(world.chain("tron"), "USDT");
    var price = new Price("EUR", Optional.of(FIVE), Optional.empty(), Optional.empty(), List.of());
    var terms =
        new Terms(
            "Seat",
            Optional.empty(),
            SubmitType.PAY,
            price,
            List.of(),
            List.of("USDT:tron"),
            reusable,
            open.map(it -> world.clock.instant().plus(it)),
            Optional.of(Duration.ofMinutes(10)),
            Optional.empty(),
            Optional.empty());
    return world.db.tx(tx -> links.add(tx, world.project, terms));
  }

  private Outcome obtain(LinkInvoices invoices, PaymentLink link) {
    return world.db.tx(tx -> invoices.obtain(tx, link.id(), world.project, NOTHING));
  }

  private State state(PaymentLink link) {
    var now = world.db.tx(tx -> links.find(tx, world.project.id(), link.id())).orElseThrow();
    return now.state(world.clock.instant());
  }

  @Test
  void aLinkMakesOnlySoManyInvoicesAnHour() {
    var link = link(true, Optional.empty());
    var invoices = invoices(0);
    assertThat(obtain(invoices, link)).isInstanceOf(Outcome.Made.class);
    world.db.run(
        tx ->
            tx.update(
                "UPDATE payment_link SET hour_invoices = ? WHERE id = ?",
                LinkInvoices.MAX_PER_HOUR - 1,
                link.id()));
    assertThat(obtain(invoices, link)).isInstanceOf(Outcome.Made.class);
    var busy = (Outcome.Busy) obtain(invoices, link);
    assertThat(busy.after()).isBetween(Duration.ofNanos(1), Duration.ofHours(1));
    world.pass(busy.after());
    world.rates.refresh(world.db);
    assertThat(obtain(invoices, link)).isInstanceOf(Outcome.Made.class);
  }

  @Test
  void itCountsAmongTheOpenInvoicesOfPayers() {
    var link = link(true, Optional.empty());
    var invoices = invoices(2);
    assertThat(obtain(invoices, link)).isInstanceOf(Outcome.Made.class);
    assertThat(obtain(invoices, link)).isInstanceOf(Outcome.Made.class);
    assertThat(obtain(invoices, link)).isInstanceOf(Outcome.Busy.class);
  }

  @Test
  void aLinkMakesNoInvoiceFromItsExpiryOn() {
    var link = link(true, Optional.of(Duration.ofMinutes(5)));
    world.pass(Duration.ofMinutes(5).minusNanos(1000));
    assertThat(obtain(invoices(0), link)).isInstanceOf(Outcome.Made.class);
    world.pass(Duration.ofNanos(1000));
    assertThat(obtain(invoices(0), link)).isEqualTo(new Outcome.Closed(State.EXPIRED));
  }

  /// The payment of an invoice that expired counts: the link is paid, although another invoice of
  /// it still waits.
  @Test
  void aLatePaymentUsesTheLink() {
    var link = link(false, Optional.empty());
    var first = ((Outcome.Made) obtain(invoices(0), link)).id();
    var view =
        world.db.tx(tx -> world.invoices.view(tx, world.invoices.find(tx, first).orElseThrow()));
    var usdt = world.asset(world.chain("tron"), "USDT");
    world.pass(Duration.ofMinutes(11));
    world.rates.refresh(world.db);
    world.mine(world.chain("tron"), 1);
    world.scan(world.chain("tron"));
    world.expire();
    assertThat(state(link)).isEqualTo(State.OPEN);
    var second = ((Outcome.Made) obtain(invoices(0), link)).id();
    assertThat(second).isNotEqualTo(first);
    world.pay(view, usdt, view.quotes().getFirst().due().orElseThrow().toPlainString());
    world.mine(world.chain("tron"), 1);
    world.scan(world.chain("tron"));
    assertThat(state(link)).isEqualTo(State.USED);
    assertThat(obtain(invoices(0), link)).isEqualTo(new Outcome.Closed(State.USED));
  }

  @Test
  void aPaidInvoiceThatIsArchivedDoesNotFreeTheLink() {
    var link = link(false, Optional.empty());
    var id = ((Outcome.Made) obtain(invoices(0), link)).id();
    for (var kind : List.of(Mark.Kind.SETTLED, Mark.Kind.ARCHIVED)) {
      var mark = new Mark(kind, "merchant", "paid in cash", world.clock.instant());
      world.db.run(tx -> world.invoices.mark(tx, world.invoices.find(tx, id).orElseThrow(), mark));
      assertThat(state(link)).as(kind.name()).isEqualTo(State.USED);
    }
    assertThat(obtain(invoices(0), link)).isEqualTo(new Outcome.Closed(State.USED));
  }

  /// After a reorg the payment is gone, and the same invoice waits again.
  @Test
  void aReorgOpensTheLinkAgain() {
    var link = link(false, Optional.empty());
    var id = ((Outcome.Made) obtain(invoices(0), link)).id();
    var view =
        world.db.tx(tx -> world.invoices.view(tx, world.invoices.find(tx, id).orElseThrow()));
    var tron = world.chain("tron");
    var usdt = world.asset(tron, "USDT");
    world.pay(view, usdt, view.quotes().getFirst().due().orElseThrow().toPlainString());
    world.mine(tron, 1);
    world.scan(tron);
    assertThat(state(link)).isEqualTo(State.USED);
    world.db.run(tx -> world.sandbox.reorg(tx, tron, 1, SandboxControls.Outcome.DROP));
    world.mine(tron, 1);
    world.scan(tron);
    assertThat(state(link)).isEqualTo(State.OPEN);
    assertThat(obtain(invoices(0), link)).isEqualTo(new Outcome.Made(id));
  }
}
