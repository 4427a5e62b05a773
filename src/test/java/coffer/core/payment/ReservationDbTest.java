package coffer.core.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.World;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.SandboxControls.Outcome;
import coffer.core.chain.SandboxControls.Output;
import coffer.core.deposit.Customer;
import coffer.core.deposit.Customers;
import coffer.core.deposit.DepositAddresses;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.NewInvoice;
import coffer.core.invoice.Status;
import coffer.db.Db;
import coffer.db.TestDb;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Invoices for a customer are paid to the customer's own address, which has their deposits before
/// and after.
class ReservationDbTest {
  private static final Db.Address DATABASE = TestDb.address();

  @AutoClose private final World world = new World(DATABASE);
  private final Chain chain = world.chain("ethereum");
  private final Asset usdt = world.asset(chain, "USDT");
  private final Asset usdc = world.asset(chain, "USDC");
  private final Customers customers = new Customers(world.clock);
  private final DepositAddresses addresses =
      new DepositAddresses(world.chains, world.wallets, world.clock);
  private final Customer customer =
      world.db.tx(
          tx -> customers.obtain(tx, world.project, "user-1", Optional.of("a@example.com")));

  private NewInvoice command(String price, Asset... options) {
    var command = World.command(price, "USDT", options).change();
    return command.customer(Optional.of(customer)).monitoring(Optional.empty()).build();
  }

  private InvoiceView order(String price) {
    return world.invoice(command(price, usdt));
  }

  private String address() {
    return world.db.tx(tx -> addresses.active(tx, customer, usdt)).orElseThrow().address();
  }

  private void pay(Asset asset, String amount) {
    var to = world.chains.format(chain).parse(address(), chain).orElseThrow();
    world.pay(chain, new Output(asset, to, world.units(asset, amount)));
  }

  /// What each payment belongs to, oldest first: an invoice, `deposit`, or why it is an orphan.
  private List<String> claims() {
    return world.db.tx(
        tx ->
            tx.list(
                """
                SELECT coalesce(m.orphan, i.public_id::text, 'deposit') AS claim
                FROM movement m LEFT JOIN invoice i ON i.id = m.invoice_id
                WHERE m.project_id = ? AND m.status <> 'reversed' ORDER BY m.id
                """,
                row -> row.text("claim"),
                world.project.id()));
  }

  private Status status(InvoiceView invoice) {
    return world.view(invoice).standing().status();
  }

  @Test
  void anOrderIsPaidToTheCustomersAddress() {
    var order = order("10");
    assertThat(order.quotes().getFirst().address()).isEqualTo(address());
    var id = world.db.tx(tx -> addresses.active(tx, customer, usdt)).orElseThrow().publicId();
    assertThat(order.quotes().getFirst().depositAddress()).contains(id);
    assertThat(order.customer().orElseThrow().clientId()).isEqualTo("user-1");
    assertThat(world.view(order).quotes()).isEqualTo(order.quotes());
    assertThat(order.monitorUntil()).isEqualTo(order.expiresAt());
    pay(usdt, "10");
    world.mine(chain, World.DEPTH);
    assertThat(claims()).containsExactly(order.id().toString());
    assertThat(status(order)).isEqualTo(Status.SETTLED);
    assertThat(world.available(usdt)).isEqualByComparingTo("10");
    assertThat(world.events(order))
        .containsExactly("invoice.created", "payment.confirmed", "invoice.settled");
  }

  @Test
  void beforeAndAfterAndInAnotherAssetItIsADeposit() {
    world.db.run(
        tx ->
            addresses.ofCustomer(tx, world.project, customer, new Field.At("asset"), usdt, false));
    pay(usdt, "10");
    world.mine(chain, 1);
    world.pass(Duration.ofMinutes(5));
    var order = order("10");
    pay(usdc, "10");
    world.mine(chain, 1);
    world.pass(Duration.ofMinutes(61));
    pay(usdt, "10");
    world.mine(chain, World.DEPTH);
    world.expire();
    assertThat(claims()).containsExactly("deposit", "asset", "deposit");
    assertThat(status(order)).isEqualTo(Status.EXPIRED);
    assertThat(world.available(usdt)).isEqualByComparingTo("20");
  }

  @Test
  void aDepositThatWasSeenBeforeTheOrderIsNotItsPayment() {
    world.db.run(
        tx ->
            addresses.ofCustomer(tx, world.project, customer, new Field.At("asset"), usdt, false));
    pay(usdt, "10");
    world.mine(chain, 1);
    world.pass(Duration.ofSeconds(1));
    order("10");
    world.mine(chain, World.DEPTH);
    assertThat(claims()).containsExactly("deposit");
  }

  @Test
  void ofOrdersAtOnceTheOneOfThatAmountIsPaidOtherwiseTheNewest() {
    var first = order("10");
    var second = order("20");
    assertThat(second.quotes().getFirst().address()).isEqualTo(address());
    pay(usdt, "10");
    pay(usdt, "20");
    pay(usdt, "3");
    world.mine(chain, World.DEPTH);
    assertThat(claims())
        .containsExactlyInAnyOrder(
            first.id().toString(), second.id().toString(), second.id().toString());
    assertThat(status(first)).isEqualTo(Status.SETTLED);
    assertThat(world.view(second).standing().over()).isTrue();
    assertThat(world.available(usdt)).isEqualByComparingTo("33");
  }

  @Test
  void aPayerWhoChoosesLaterPaysFromThenOn() {
    var invoice = world.invoice(command("10", usdt, usdc));
    assertThat(invoice.quotes()).isEmpty();
    world.choose(invoice, usdt);
    world.pass(Duration.ofMinutes(20));
    world.choose(invoice, usdt);
    pay(usdt, "10");
    world.mine(chain, World.DEPTH);
    assertThat(status(invoice)).isEqualTo(Status.SETTLED);
    long assignments =
        world.db.tx(
            tx ->
                tx.only(
                    "SELECT count(*) AS n FROM assignment WHERE invoice_id = ?",
                    row -> row.number("n"),
                    world.id(invoice)));
    assertThat(assignments).isOne();
  }

  @Test
  void aReorgThatDelaysAPaymentPastTheEndOfItsClaimMakesItADeposit() {
    var order = order("10");
    pay(usdt, "10");
    world.mine(chain, World.DEPTH);
    assertThat(status(order)).isEqualTo(Status.SETTLED);
    world.db.run(tx -> world.sandbox.reorg(tx, chain, World.DEPTH, Outcome.RETURN_TO_MEMPOOL));
    world.scan(chain);
    assertThat(world.available(usdt)).isEqualByComparingTo("0");
    world.pass(Movement.UNDONE.plusHours(2));
    world.mine(chain, World.DEPTH);
    world.expire();
    assertThat(claims()).containsExactly("deposit");
    assertThat(status(order)).isEqualTo(Status.EXPIRED);
    assertThat(world.available(usdt)).isEqualByComparingTo("10");
  }

  @Test
  void anExistingCustomerStaysAsTheyAre() {
    var same = world.db.tx(tx -> customers.obtain(tx, world.project, "user-1", Optional.of("b@x")));
    assertThat(same).isEqualTo(customer);
    assertThat(same.email()).contains("a@example.com");
  }

  @Test
  void oneAddressIsReservedForAHundredOrdersAtMost() {
    for (int i = 0; i < DepositAddresses.MAX_RESERVED; i++) order("10");
    assertThatThrownBy(() -> order("10"))
        .isInstanceOfSatisfying(
            Rejection.Refused.class,
            refused ->
                assertThat(((Rejection.InvalidField) refused.rejection()).field())
                    .isEqualTo(Field.Invoice.CUSTOMER));
    world.pass(Duration.ofMinutes(61));
    order("10");
  }
}
