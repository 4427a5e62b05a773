package coffer.core.payment;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.World;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.SandboxControls.Outcome;
import coffer.core.chain.SandboxControls.Output;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Status;
import coffer.core.ledger.Account;
import coffer.db.Db;
import coffer.db.TestDb;
import coffer.web.MerchantCard;
import coffer.web.PageState;
import coffer.web.PaymentPage;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// What a stranger sends for almost nothing is booked, and changes nothing else. Dust of USDT is
/// less than 0.0001 here, of TRX too.
class DustDbTest {
  /// outputs of a transaction that a sandbox allows
  private static final int MOST = 100;

  private static final Db.Address DATABASE = TestDb.address();
  @AutoClose private final World world = new World(DATABASE);
  private final Chain tron = world.chain("tron");
  private final Asset usdt = world.asset(tron, "USDT");

  @Test
  void dustOnAPaidInvoiceIsBookedAndChangesNothingThatIsTold() {
    var invoice = world.invoice("9", "EUR", usdt);
    world.pay(invoice, usdt, "10");
    world.mine(tron, 3);
    var before = world.view(invoice);
    var events = world.events(invoice);
    world.pass(Duration.ofDays(3));
    dust(invoice, 50);
    var after = world.view(invoice);
    assertThat(world.available(usdt)).isEqualByComparingTo("10.00005");
    assertThat(after.quotes().getFirst().seen()).isEqualByComparingTo("10.00005");
    assertThat(after.standing()).isEqualTo(before.standing());
    assertThat(after.payments()).hasSize(1);
    assertThat(after.decidedBy()).isEqualTo(before.decidedBy()).isPresent();
    assertThat(world.events(invoice)).isEqualTo(events);
  }

  @Test
  void twoThousandOutputsOfDustHaveNoEventAndAreInNoEvent() {
    var invoice = world.invoice("9", "EUR", usdt);
    world.pay(invoice, usdt, "10");
    world.mine(tron, 3);
    var bytes = eventBytes();
    dust(invoice, 2_000);
    assertThat(world.available(usdt)).isEqualByComparingTo("10.002");
    // 2,000 of them are 20 times the least that counts: the sum is told, in one event.
    assertThat(world.events(invoice)).endsWith("invoice.settled", "invoice.updated");
    assertThat(world.view(invoice).standing().over()).isTrue();
    assertThat(eventBytes() - bytes).isLessThan(10_000);
  }

  @Test
  void dustOnAnOpenInvoiceIsNoPartOfIt() {
    var invoice = world.invoice("9", "EUR", usdt);
    dust(invoice, 99);
    var view = world.view(invoice);
    assertThat(view.standing().seen()).isZero();
    var page =
        PaymentPage.of(view, MerchantCard.named("Shop"), Optional.empty(), false, world.now.get());
    assertThat(page.stage()).isEqualTo(PageState.WAITING);
    assertThat(page.received()).isEmpty();
    assertThat(page.arrivals()).isEmpty();
    assertThat(page.ask().orElseThrow().amount()).contains("10");
    assertThat(world.choose(invoice, usdt).quotes()).as("the quote still holds").hasSize(1);
    world.pay(invoice, usdt, "10");
    world.mine(tron, 3);
    assertThat(world.view(invoice).standing().status()).isEqualTo(Status.SETTLED);
    assertThat(world.view(invoice).standing().over()).isFalse();
  }

  @Test
  void dustDoesNotSettleAnInvoiceOfAnyAmountButAWholeMultipleOfItDoes() {
    var invoice = world.invoice("", "EUR", usdt);
    dust(invoice, 99);
    assertThat(world.view(invoice).standing().status()).isEqualTo(Status.OPEN);
    dust(invoice, 1);
    assertThat(world.view(invoice).standing().status()).isEqualTo(Status.SETTLED);
    assertThat(world.view(invoice).standing().seen()).isEqualTo(9_000);
  }

  /// Nobody pays like this, but money that came is money.
  @Test
  void anInvoiceCanBePaidInDustAlone() {
    var invoice = world.invoice("0.09", "EUR", usdt);
    pay(invoice, 2_000, 50);
    var view = world.view(invoice);
    assertThat(view.standing().status()).isEqualTo(Status.SETTLED);
    assertThat(view.standing().over()).isFalse();
    assertThat(world.available(usdt)).isEqualByComparingTo("0.1");
    assertThat(view.payments()).as("the newest stands for all").hasSize(1);
    assertThat(view.decidedBy()).contains(view.payments().getFirst().id());
  }

  @Test
  void aLastPartThatIsDustCompletesTheSum() {
    var invoice = world.invoice("9", "EUR", usdt);
    world.pay(invoice, usdt, "9.99993");
    world.pay(invoice, usdt, "0.00007");
    world.mine(tron, 3);
    var view = world.view(invoice);
    assertThat(view.standing().status()).isEqualTo(Status.SETTLED);
    assertThat(view.standing().seen()).isEqualTo(900_000_000);
    assertThat(view.decidedBy()).contains(view.payments().getFirst().id());
  }

  /// A hundredth of the sum is never dust, or cheap things could not be paid.
  @Test
  void whatACheapInvoiceAsksForIsNoDust() {
    var invoice = world.invoice("0.00009", "EUR", usdt); // 0.0001 USDT
    world.pay(invoice, usdt, "0.00009");
    world.mine(tron, 3);
    assertThat(world.view(invoice).payments()).hasSize(1);
    assertThat(world.view(invoice).standing().seen()).isEqualTo(8_100);
    assertThat(world.events(invoice)).contains("payment.confirmed");
  }

  @Test
  void dustOfAnotherCoinIsBookedAsAnOrphanWithoutAnEvent() {
    var invoice = world.invoice("9", "EUR", usdt);
    var trx = world.asset(tron, "TRX");
    world.pay(tron, new Output(trx, to(invoice), BigInteger.ONE));
    world.mine(tron, 3);
    assertThat(world.balance(Account.Kind.ORPHAN, trx)).isEqualByComparingTo("0.000001");
    assertThat(world.view(invoice).payments()).isEmpty();
    assertThat(world.events(invoice)).containsExactly("invoice.created");
  }

  @Test
  void whatIsLateIsToldOnceLateDustIsMoreThanDust() {
    var invoice = world.invoice("9", "EUR", usdt);
    world.pay(invoice, usdt, "10");
    world.mine(tron, 3);
    world.pass(Duration.ofDays(1));
    dust(invoice, 99);
    assertThat(world.view(invoice).standing().late()).isFalse();
    dust(invoice, 1);
    assertThat(world.view(invoice).standing().late()).isTrue();
  }

  @Test
  void dustThatAReorgTakesAwayIsTakenOff() {
    var invoice = world.invoice("", "EUR", usdt);
    world.mine(tron, 2);
    dust(invoice, 150);
    assertThat(world.view(invoice).standing().status()).isEqualTo(Status.SETTLED);
    world.db.run(tx -> world.sandbox.reorg(tx, tron, 4, Outcome.DROP));
    world.scan(tron);
    assertThat(world.view(invoice).standing().status()).isEqualTo(Status.OPEN);
    assertThat(world.available(usdt)).isZero();
  }

  /// However many payments follow it.
  @Test
  void thePaymentThatDecidedIsAlwaysTold() {
    var invoice = world.invoice("9", "EUR", usdt);
    var txid = world.pay(invoice, usdt, "10");
    world.mine(tron, 3);
    pay(invoice, 60, 100_000);
    var view = world.view(invoice);
    assertThat(view.payments()).hasSize(50);
    var decided = view.payments().getFirst();
    assertThat(decided.txid()).isEqualTo(txid);
    assertThat(view.decidedBy()).contains(decided.id());
  }

  /// The dust was on the invoice before the first event of a payment could have told of it.
  @Test
  void dustThatIsGivenToAnInvoiceByCommandCountsToTheLastUnit() {
    var invoice = world.invoice("", "EUR", usdt);
    var trx = world.asset(tron, "TRX");
    world.pay(tron, new Output(trx, to(invoice), BigInteger.valueOf(10)));
    world.mine(tron, 3);
    var id =
        world.db.tx(
            tx ->
                tx.only(
                    "SELECT public_id FROM movement WHERE dust AND orphan IS NOT NULL AND project_id = ?",
                    row -> row.uuid("public_id"),
                    world.project.id()));
    world.db.run(tx -> world.orphans.apply(tx, world.project, id, invoice.id()));
    assertThat(world.view(invoice).standing().status()).isEqualTo(Status.SETTLED);
    assertThat(world.view(invoice).standing().seen()).isEqualTo(100);
  }

  private void dust(InvoiceView invoice, int many) {
    pay(invoice, many, 1);
  }

  private void pay(InvoiceView invoice, int many, long units) {
    var output = new Output(usdt, to(invoice), BigInteger.valueOf(units));
    for (int i = 0; i < many; i += MOST) {
      var some = Collections.nCopies(Math.min(MOST, many - i), output);
      world.pay(tron, some.toArray(Output[]::new));
    }
    world.mine(tron, 3);
  }

  private coffer.core.chain.Address to(InvoiceView invoice) {
    return world.address(invoice, usdt);
  }

  private long eventBytes() {
    return world
        .db
        .<BigDecimal>tx(
            tx ->
                tx.only(
                    "SELECT coalesce(sum(pg_column_size(e.*)), 0) AS bytes FROM event e WHERE project_id = ?",
                    row -> row.decimal("bytes"),
                    world.project.id()))
        .longValueExact();
  }
}
