package coffer.core.invoice;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.World;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.db.Db;
import coffer.db.TestDb;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// An invoice is judged by what the catalogue said when it was quoted.
class FrozenTermsDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  @AutoClose private final World world = new World(DATABASE);
  private final Chain tron = world.chain("tron");
  private final Asset usdt = world.asset(tron, "USDT");

  @Test
  void aChangedSlackSettlesNoOlderInvoice() {
    var invoice = world.invoice("9", "EUR", usdt);
    world.pay(invoice, usdt, "9.9");
    world.mine(tron, 3);
    world.change(usdt, terms -> terms.slack(2));
    assertThat(world.view(invoice).standing().status())
        .isEqualTo(Status.OPEN)
        .isEqualTo(stored(invoice));
    var events = world.events(invoice);
    world.mine(tron, 3);
    assertThat(world.events(invoice)).isEqualTo(events);

    var later = world.invoice("9", "EUR", world.asset(tron, "USDT"));
    world.pay(later, usdt, "9.9");
    world.mine(tron, 3);
    assertThat(world.view(later).standing().status()).isEqualTo(Status.SETTLED);
    world.change(usdt, terms -> terms.slack(0));
    assertThat(world.view(later).standing().status())
        .isEqualTo(Status.SETTLED)
        .isEqualTo(stored(later));
  }

  @Test
  void aChangedDustMakesNoOlderInvoiceOver() {
    var invoice = world.invoice("9", "EUR", usdt);
    world.pay(invoice, usdt, "10.0001");
    world.mine(tron, 3);
    assertThat(world.view(invoice).standing().over()).isFalse();
    world.change(usdt, terms -> terms.dust(0));
    assertThat(world.view(invoice).standing().over()).isFalse();
    world.change(usdt, terms -> terms.dust(100_000_000));
    world.pay(invoice, usdt, "1");
    world.mine(tron, 3);
    assertThat(world.view(invoice).standing().over()).as("1 USDT was no dust then").isTrue();
    assertThat(world.view(invoice).payments()).hasSize(2);
    world.change(usdt, terms -> terms.dust(100));
  }

  private Status stored(InvoiceView invoice) {
    return world.db.tx(
        tx ->
            tx.only(
                "SELECT status FROM invoice WHERE public_id = ?",
                row -> row.name("status", Status.class),
                invoice.id()));
  }
}
