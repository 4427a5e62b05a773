package coffer.core.payment;

import static coffer.core.invoice.Status.CONFIRMING;
import static coffer.core.invoice.Status.EXPIRED;
import static coffer.core.invoice.Status.OPEN;
import static coffer.core.invoice.Status.SETTLED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.World;
import coffer.core.Rejection.Refused;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.SandboxControls.Outcome;
import coffer.core.chain.SandboxControls.Output;
import coffer.core.event.SnapshotText;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.core.invoice.Mark;
import coffer.core.invoice.Snapshot;
import coffer.core.invoice.Status;
import coffer.core.ledger.Account;
import coffer.db.Db;
import coffer.db.Json;
import coffer.db.TestDb;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// What becomes of money, on a sandbox that is final at a depth of 3.
class PaymentsDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  @AutoClose private final World world = new World(DATABASE);
  private final Chain chain = world.chain("ethereum");
  private final Asset usdt = world.asset(chain, "USDT");
  private final Asset usdc = world.asset(chain, "USDC");
  private final Asset eth = world.asset(chain, "ETH");

  @Test
  void exactPaymentIsSeenThenSettledThenBooked() {
    var invoice = world.invoice("9", "EUR", usdt);
    assertThat(invoice.quotes().getFirst().due().orElseThrow()).isEqualByComparingTo("10");
    assertThat(status(invoice)).isEqualTo(OPEN);

    world.pay(invoice, usdt, "10");
    world.scan(chain);
    assertThat(status(invoice)).isEqualTo(CONFIRMING);
    assertThat(payment(invoice).status()).isEqualTo(PaymentStatus.SEEN);
    assertThat(payment(invoice).confirmations()).isZero();

    world.mine(chain, 1);
    assertThat(payment(invoice).confirmations()).isEqualTo(1);
    assertThat(world.available(usdt)).isEqualByComparingTo("0");

    world.mine(chain, 2);
    assertThat(status(invoice)).isEqualTo(SETTLED);
    assertThat(payment(invoice).status()).isEqualTo(PaymentStatus.CONFIRMED);
    assertThat(world.available(usdt)).isEqualByComparingTo("10");
    assertThat(world.events(invoice))
        .containsExactly(
            "invoice.created",
            "payment.seen",
            "invoice.confirming",
            "payment.confirmed",
            "invoice.settled");
  }

  /// Whoever is told that it is final must not read of no confirmations.
  @Test
  void whatIsToldCountsConfirmationsUpToTheBlockThatMadeItSo() {
    var invoice = world.invoice("9", "EUR", usdt);
    world.pay(invoice, usdt, "10");
    world.mine(chain, 3);
    var told =
        world.db.tx(
            tx ->
                tx.only(
                    "SELECT snapshot, packed FROM event WHERE invoice_id = ? AND type = 'invoice.settled'",
                    row -> Json.read(SnapshotText.read(row), Snapshot.class),
                    world.id(invoice)));
    assertThat(told.invoice()).contains(world.view(invoice));
    assertThat(payment(invoice).confirmations()).isEqualTo(3);
  }

  /// They stay for ever. What a payment's event tells is the payment; its invoice it names.
  @Test
  void theEventsOfASettledInvoiceAreSmall() {
    var invoice = world.invoice("9", "EUR", usdt);
    world.pay(invoice, usdt, "10");
    world.scan(chain);
    world.mine(chain, 3);
    var sizes =
        world.db.tx(
            tx ->
                tx.list(
                    "SELECT pg_column_size(e.*) AS bytes FROM event e WHERE invoice_id = ?",
                    row -> row.integer("bytes"),
                    world.id(invoice)));
    assertThat(sizes).hasSize(5);
    assertThat(sizes.stream().mapToInt(size -> size).sum()).isLessThan(2_500);
    var told =
        world.db.tx(
            tx ->
                tx.only(
                    "SELECT snapshot, packed FROM event WHERE invoice_id = ? AND type = 'payment.confirmed'",
                    row -> Json.read(SnapshotText.read(row), Snapshot.class),
                    world.id(invoice)));
    assertThat(told.invoice()).isEmpty();
    assertThat(told.owner()).contains(invoice.id());
    assertThat(told.payment()).contains(payment(invoice));
  }

  @Test
  void aPartIsNotEnoughAndTwoPartsAre() {
    var invoice = world.invoice("9", "EUR", usdt);
    world.pay(invoice, usdt, "9.99");
    world.mine(chain, 3);
    assertThat(status(invoice)).isEqualTo(OPEN);
    assertThat(world.view(invoice).standing().confirmed()).isEqualTo(899_100_000);
    assertThat(world.available(usdt)).isEqualByComparingTo("9.99");

    world.pay(invoice, usdt, "0.01");
    world.mine(chain, 3);
    assertThat(status(invoice)).isEqualTo(SETTLED);
    assertThat(world.view(invoice).standing().over()).isFalse();
  }

  @Test
  void tooMuchIsSettledAndOver() {
    var invoice = world.invoice("9", "EUR", usdt);
    world.pay(invoice, usdt, "11");
    world.mine(chain, 3);
    assertThat(status(invoice)).isEqualTo(SETTLED);
    assertThat(world.view(invoice).standing().over()).isTrue();
    assertThat(world.available(usdt)).isEqualByComparingTo("11");
  }

  @Test
  void twoOutputsOfOneTransactionAreTwoPayments() {
    var invoice = world.invoice("9", "EUR", usdt);
    var to = world.address(invoice, usdt);
    var half = world.units(usdt, "5");
    world.pay(chain, new Output(usdt, to, half), new Output(usdt, to, half));
    world.mine(chain, 3);
    assertThat(status(invoice)).isEqualTo(SETTLED);
    assertThat(world.view(invoice).payments())
        .extracting(InvoiceView.PaymentView::position)
        .containsExactlyInAnyOrder("out:0", "out:1");
  }

  @Test
  void twoCoinsTogetherPayOneInvoice() {
    var invoice = world.invoice("90", "EUR", usdt, eth);
    assertThat(invoice.quotes()).isEmpty();
    world.choose(invoice, usdt);
    world.pay(invoice, usdt, "50");
    world.mine(chain, 3);
    var quoted = world.choose(invoice, eth).quotes().getLast();
    assertThat(quoted.worth().orElseThrow()).isEqualByComparingTo("45");
    assertThat(quoted.due().orElseThrow()).isEqualByComparingTo("0.018");
    world.pay(invoice, eth, "0.018");
    world.mine(chain, 3);
    assertThat(status(invoice)).isEqualTo(SETTLED);
    assertThat(world.view(invoice).quotes().stream().map(InvoiceView.QuoteView::address).distinct())
        .hasSize(1);
  }

  @Test
  void slackMakesAlmostTheWholeTheWhole() {
    var invoice = world.invoice("91", "EUR", usdc);
    world.pay(invoice, usdc, "99.999998");
    world.mine(chain, 3);
    assertThat(status(invoice)).isEqualTo(SETTLED);

    var short3 = world.invoice("91", "EUR", usdc);
    world.pay(short3, usdc, "99.999997");
    world.mine(chain, 3);
    assertThat(status(short3)).isEqualTo(OPEN);
  }

  @Test
  void moneyAfterTheExpirySettlesLate() {
    var invoice = world.invoice("9", "EUR", usdt);
    world.pass(Duration.ofMinutes(61));
    world.scan(chain);
    world.expire();
    assertThat(status(invoice)).isEqualTo(EXPIRED);
    world.pay(invoice, usdt, "10");
    world.mine(chain, 3);
    assertThat(status(invoice)).isEqualTo(SETTLED);
    assertThat(world.view(invoice).standing().late()).isTrue();
    assertThat(world.events(invoice)).contains("invoice.expired", "invoice.settled");
  }

  @Test
  void lateForTheRateCountsAtTheRateOfItsTime() {
    var invoice = world.invoice("9.1", "EUR", usdc);
    world.pass(Duration.ofMinutes(20));
    world.db.run(
        tx ->
            tx.update(
                "INSERT INTO rate (base, quote, source, at, value) VALUES ('USDC', 'EUR', 'fixed', ?, 0.8)",
                world.now.get().minusSeconds(1)));
    world.pay(invoice, usdc, "10");
    world.mine(chain, 3);
    assertThat(status(invoice)).isEqualTo(OPEN);
    assertThat(world.view(invoice).standing().confirmed()).isEqualTo(800_000_000);
  }

  @Test
  void aNodeThatWasAwayCannotExpireAPaidInvoice() {
    var invoice = world.invoice("9", "EUR", usdt);
    world.pay(invoice, usdt, "10");
    world.db.run(tx -> world.sandbox.mine(tx, chain, 3, Optional.empty()));
    world.pass(Duration.ofHours(3));
    world.expire();
    assertThat(status(invoice)).isEqualTo(OPEN);
    world.scan(chain);
    assertThat(status(invoice)).isEqualTo(SETTLED);
    assertThat(world.view(invoice).standing().late()).isFalse();
    assertThat(world.events(invoice)).doesNotContain("invoice.expired");
  }

  @Test
  void anUnpaidInvoiceOfFullToleranceDoesNotSettle() {
    var invoice = world.invoice(World.tolerant(World.command("9", "EUR", usdt), "100"));
    world.mine(chain, 5);
    assertThat(status(invoice)).isEqualTo(OPEN);
    world.pass(Duration.ofHours(2));
    world.scan(chain);
    world.expire();
    assertThat(status(invoice)).isEqualTo(EXPIRED);
  }

  @Test
  void unquotedInvoicesExpireByTheWallClock() {
    var invoice = world.invoice("9", "EUR", usdt, eth);
    world.pass(Duration.ofMinutes(59));
    assertThat(world.expire()).isZero();
    world.pass(Duration.ofMinutes(2));
    world.expire();
    assertThat(status(invoice)).isEqualTo(EXPIRED);
    assertThatThrownBy(() -> world.choose(invoice, eth)).isInstanceOf(Refused.class);
  }

  @Test
  void anotherCoinIsAnOrphanUntilItIsApplied() {
    var invoice = world.invoice("9", "EUR", usdt);
    var to = world.address(invoice, usdt);
    world.pay(chain, new Output(eth, to, world.units(eth, "0.0036")));
    world.mine(chain, 3);
    assertThat(status(invoice)).isEqualTo(OPEN);
    assertThat(payment(invoice).orphan()).contains("asset");
    assertThat(world.balance(Account.Kind.ORPHAN, eth)).isEqualByComparingTo("0.0036");

    var paymentId = payment(invoice).id();
    world.db.run(tx -> world.orphans.apply(tx, world.project, paymentId, invoice.id()));
    assertThat(status(invoice)).isEqualTo(SETTLED);
    assertThat(world.balance(Account.Kind.ORPHAN, eth)).isEqualByComparingTo("0");
    assertThat(world.available(eth)).isEqualByComparingTo("0.0036");
    assertThatThrownBy(
            () ->
                world.db.run(tx -> world.orphans.apply(tx, world.project, paymentId, invoice.id())))
        .isInstanceOf(Refused.class);

    reorg(3, Outcome.REMINE);
    assertThat(status(invoice)).isEqualTo(SETTLED);
    reorg(4, Outcome.DROP);
    assertThat(status(invoice)).isEqualTo(OPEN);
    assertThat(world.available(eth)).isEqualByComparingTo("0");
  }

  @Test
  void moneyAfterTheWindowIsAnOrphan() {
    var invoice = world.invoice("9", "EUR", usdt);
    world.pass(Duration.ofDays(8));
    world.pay(invoice, usdt, "10");
    world.mine(chain, 3);
    world.expire();
    assertThat(status(invoice)).isEqualTo(EXPIRED);
    assertThat(payment(invoice).orphan()).contains("window");
    assertThat(world.balance(Account.Kind.ORPHAN, usdt)).isEqualByComparingTo("10");
  }

  @Test
  void theOwnerSpendsWithoutUs() {
    var invoice = world.invoice("9", "EUR", usdt);
    world.pay(invoice, usdt, "10");
    world.mine(chain, 3);
    var from = world.address(invoice, usdt);
    var other = world.invoice("9", "EUR", usdt);
    var to = world.address(other, usdt);
    world.db.run(
        tx ->
            world.sandbox.spend(
                tx, chain, from, List.of(new Output(usdt, to, world.units(usdt, "10")))));
    world.mine(chain, 3);
    assertThat(status(invoice)).isEqualTo(SETTLED);
    assertThat(status(other)).as("the owner's own move pays nothing").isEqualTo(OPEN);
    assertThat(world.view(other).payments()).isEmpty();
    assertThat(world.available(usdt)).isEqualByComparingTo("10");
  }

  @Test
  void aMarkMovesNoMoneyAndHidesNoPayment() {
    var invoice = world.invoice("9", "EUR", usdt);
    mark(invoice, Mark.Kind.CANCELLED);
    assertThat(status(invoice)).isEqualTo(Status.CANCELLED);
    world.pay(invoice, usdt, "10");
    world.mine(chain, 3);
    assertThat(status(invoice)).isEqualTo(Status.CANCELLED);
    assertThat(world.available(usdt)).isEqualByComparingTo("10");
    assertThat(world.view(invoice).payments()).hasSize(1);
    world.db.run(tx -> world.invoices.unmark(tx, world.id(invoice)));
    assertThat(status(invoice)).isEqualTo(SETTLED);
    assertThatThrownBy(() -> mark(invoice, Mark.Kind.CANCELLED)).isInstanceOf(Refused.class);
    mark(invoice, Mark.Kind.ARCHIVED);
    assertThat(status(invoice)).isEqualTo(Status.ARCHIVED);
  }

  @Test
  void openInvoicesTakeAnyAmount() {
    var invoice = world.invoice("", "EUR", usdt);
    assertThat(invoice.quotes().getFirst().due()).isEmpty();
    world.pay(invoice, usdt, "1");
    world.mine(chain, 3);
    assertThat(status(invoice)).isEqualTo(SETTLED);
    assertThat(world.view(invoice).standing().confirmed()).isEqualTo(90_000_000);
  }

  private void reorg(int depth, Outcome outcome) {
    world.db.run(tx -> world.sandbox.reorg(tx, chain, depth, outcome));
    world.scan(chain);
  }

  private void mark(InvoiceView invoice, Mark.Kind kind) {
    var mark = new Mark(kind, "test", "", world.now.get());
    world.db.run(tx -> world.invoices.mark(tx, world.id(invoice), mark));
  }

  private Status status(InvoiceView invoice) {
    return world.view(invoice).standing().status();
  }

  private InvoiceView.PaymentView payment(InvoiceView invoice) {
    return world.view(invoice).payments().getFirst();
  }
}
