package coffer.core.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.World;
import coffer.core.Rejection;
import coffer.core.Rejection.Refused;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.Chain;
import coffer.core.chain.Outpoint;
import coffer.core.chain.SandboxControls.Outcome;
import coffer.core.chain.SandboxControls.Output;
import coffer.core.chain.Spend;
import coffer.core.chain.Transfer;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.PaymentView;
import coffer.core.invoice.Mark;
import coffer.core.invoice.Status;
import coffer.core.ledger.Account;
import coffer.core.wallet.OwnAddresses;
import coffer.db.Db;
import coffer.db.TestDb;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the owner of the wallets does himself: it pays no invoice, and what leaves an address takes
/// the orphans there first.
class OwnMovesDbTest {
  private static final Db.Address DATABASE = TestDb.address();

  /// An address that is no wallet's.
  private static final Address HOT = Address.of("hot wallet hot wallet".substring(1).getBytes());

  @AutoClose private final World world = new World(DATABASE);
  private final Chain chain = world.chain("ethereum");
  private final Asset usdt = world.asset(chain, "USDT");
  private final Asset eth = world.asset(chain, "ETH");

  @Test
  void gasFromANamedAddressPaysNoInvoice() {
    name(HOT);
    fund(HOT, "1");
    var invoice = world.invoice("9", "EUR", usdt, eth);
    world.choose(invoice, eth);
    world.choose(invoice, usdt);
    world.pay(invoice, usdt, "8");
    world.mine(chain, World.DEPTH);
    world.pass(Duration.ofHours(2));
    world.mine(chain, 1);
    world.expire();
    assertThat(status(invoice)).isEqualTo(Status.EXPIRED);

    spend(HOT, new Output(eth, world.address(invoice, usdt), world.units(eth, "0.001")));
    assertThat(status(invoice)).isEqualTo(Status.EXPIRED);
    assertThat(world.view(invoice).payments()).hasSize(1);
    assertThat(world.available(eth)).as("it is the owner's").isEqualByComparingTo("0.001");
    assertThat(world.balance(Account.Kind.ORPHAN, eth)).isEqualByComparingTo("0");

    forget(HOT);
    spend(HOT, new Output(eth, world.address(invoice, usdt), world.units(eth, "0.001")));
    assertThat(status(invoice)).as("it is a payer's again").isEqualTo(Status.SETTLED);
  }

  @Test
  void whatIsAnothersOwnIsAPayerHere() {
    try (var other = new World(DATABASE)) {
      other.db.run(tx -> new OwnAddresses().add(tx, other.organization.id(), named(HOT)));
    }
    fund(HOT, "1");
    var invoice = world.invoice("25", "EUR", eth);
    spend(HOT, new Output(eth, world.address(invoice, eth), world.units(eth, "0.01")));
    assertThat(status(invoice)).isEqualTo(Status.SETTLED);
  }

  /// What a transfer was first taken for it stays: a rescan after the naming books nothing twice.
  @Test
  void namingChangesNothingThatWasRead() {
    fund(HOT, "1");
    var invoice = world.invoice("25", "EUR", eth);
    spend(HOT, new Output(eth, world.address(invoice, eth), world.units(eth, "0.01")));
    name(HOT);
    world.db.run(tx -> world.sandbox.reorg(tx, chain, 3, Outcome.REMINE));
    world.scan(chain);
    world.mine(chain, World.DEPTH);
    assertThat(status(invoice)).isEqualTo(Status.SETTLED);
    assertThat(world.available(eth)).isEqualByComparingTo("0.01");
  }

  @Test
  void aRefundedOrphanHasLeft() {
    var invoice = world.invoice("9", "EUR", usdt);
    var to = orphan(invoice, "0.01");
    assertThat(world.balance(Account.Kind.ORPHAN, eth)).isEqualByComparingTo("0.01");
    spend(to, new Output(eth, HOT, world.units(eth, "0.01")));
    assertThat(world.balance(Account.Kind.ORPHAN, eth)).isEqualByComparingTo("0");
    assertThat(world.available(eth)).isEqualByComparingTo("0");
    assertThat(payment(invoice).orphan()).contains("left");

    var other = world.invoice("25", "EUR", eth);
    refuses(() -> apply(invoice, other), Rejection.InsufficientFunds.class);
    assertThat(status(other)).isEqualTo(Status.OPEN);

    world.db.run(tx -> world.sandbox.reorg(tx, chain, 3, Outcome.DROP));
    world.scan(chain);
    assertThat(payment(invoice).orphan()).as("it did not leave").contains("asset");
    apply(invoice, other);
    assertThat(status(other)).isEqualTo(Status.SETTLED);
    assertThat(world.available(eth)).isEqualByComparingTo("0.01");
  }

  @Test
  void whatLeavesTakesTheOrphansFirstAndTheOldestOfThemFirst() {
    var invoice = world.invoice("25", "EUR", eth);
    world.pay(invoice, eth, "0.01");
    world.mine(chain, World.DEPTH);
    world.pass(Duration.ofDays(8));
    orphan(invoice, "0.02");
    var to = orphan(invoice, "0.04");
    assertThat(world.balance(Account.Kind.ORPHAN, eth)).isEqualByComparingTo("0.06");

    spend(to, new Output(eth, HOT, world.units(eth, "0.03")));
    assertThat(world.balance(Account.Kind.ORPHAN, eth)).isEqualByComparingTo("0.03");
    assertThat(world.available(eth)).isEqualByComparingTo("0.01");
    assertThat(world.view(invoice).payments())
        .extracting(paid -> paid.orphan().orElse("none"))
        .containsExactly("none", "left", "window");
    refuses(() -> apply(invoice, invoice), Rejection.NotAnOrphan.class);

    spend(to, new Output(eth, HOT, world.units(eth, "0.04")));
    assertThat(world.balance(Account.Kind.ORPHAN, eth)).isEqualByComparingTo("0");
    assertThat(world.available(eth)).isEqualByComparingTo("0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ethereum", "tron", "bitcoin"})
  void whatAnAddressSendsToItselfIsNoPayment(String network) {
    var on = world.chain(network);
    var coin = world.chains.assetsOf(on).getFirst();
    var to = world.address(world.invoice("9", "EUR", coin), coin);
    var late = world.invoice("9", "EUR", coin);
    var block = Optional.of(new BlockHeader(1, "b1", "b0", world.now.get()));
    var self = world.address(late, coin);
    book(on, List.of(transfer(coin, Optional.of(self), self, block)), List.of(), block.get());
    assertThat(world.view(late).payments()).isEmpty();
    assertThat(status(late)).isEqualTo(Status.OPEN);
    assertThat(to).isNotEqualTo(self);
    assertThat(movements(on)).isZero();
  }

  /// An input names no sender. But who spends what came to a wallet is its owner, and what he pays
  /// back there is his change.
  @Test
  void changeThatComesBackToTheAddressItLeftIsNoPayment() {
    var on = world.chain("bitcoin");
    var btc = world.asset(on, "BTC");
    var paid = world.invoice("0.5", "BTC", btc);
    var open = world.invoice("0.1", "BTC", btc);
    var came = "c".repeat(64);
    var first = new BlockHeader(1, "b1", "b0", world.now.get());
    var to = world.address(paid, btc);
    book(on, List.of(output(came, 0, btc, to, "0.5", first)), List.of(), first);

    var left = "d".repeat(64);
    var second = new BlockHeader(2, "b2", "b1", world.now.get());
    book(
        on,
        List.of(
            output(left, 0, btc, to, "0.3", second),
            output(left, 1, btc, world.address(open, btc), "0.1", second)),
        List.of(new Spend(left, 0, new Outpoint(came, 0), Optional.of(second), List.of())),
        second);
    assertThat(world.view(paid).payments()).hasSize(1);
    assertThat(world.view(paid).standing().over()).isFalse();
    assertThat(status(open)).as("the owner pays nothing to himself").isEqualTo(Status.OPEN);
    assertThat(world.available(btc))
        .as("less the fee and what went elsewhere")
        .isEqualByComparingTo("0.4");

    var third = new BlockHeader(3, "b3", "b2", world.now.get());
    var last = "e".repeat(64);
    book(
        on,
        List.of(),
        List.of(new Spend(last, 0, new Outpoint(left, 0), Optional.of(third), List.of())),
        third);
    assertThat(world.available(btc)).as("his change can leave too").isEqualByComparingTo("0.1");
  }

  /// All in one block: what came, its spending, and the change.
  @Test
  void changeIsKnownWhereItsInputCameInTheSameBlock() {
    var on = world.chain("bitcoin");
    var btc = world.asset(on, "BTC");
    var paid = world.invoice("0.5", "BTC", btc);
    var to = world.address(paid, btc);
    var came = "c".repeat(64);
    var left = "d".repeat(64);
    var block = new BlockHeader(1, "b1", "b0", world.now.get());
    book(
        on,
        List.of(output(came, 0, btc, to, "0.5", block), output(left, 0, btc, to, "0.3", block)),
        List.of(new Spend(left, 0, new Outpoint(came, 0), Optional.of(block), List.of())),
        block);
    assertThat(world.view(paid).payments()).hasSize(1);
    assertThat(world.available(btc)).isEqualByComparingTo("0.3");
  }

  @Test
  void anApplicationIsTakenBack() {
    var a = world.invoice("9", "EUR", usdt);
    var b = world.invoice("25", "EUR", usdt);
    orphan(a, "0.01");
    apply(a, b);
    assertThat(status(b)).isEqualTo(Status.SETTLED);
    assertThat(world.view(a).payments()).isEmpty();

    var back = unapply(b);
    assertThat(back.orphan()).contains("asset");
    assertThat(back.worth()).isEmpty();
    assertThat(status(b)).isEqualTo(Status.OPEN);
    assertThat(world.view(a).payments()).extracting(PaymentView::id).containsExactly(back.id());
    assertThat(world.balance(Account.Kind.ORPHAN, eth)).isEqualByComparingTo("0.01");
    assertThat(world.available(eth)).isEqualByComparingTo("0");
    assertThat(world.events(a)).contains("payment.unapplied");
    assertThat(world.events(b)).endsWith("invoice.reopened");

    apply(a, b);
    assertThat(status(b)).as("and applied again").isEqualTo(Status.SETTLED);
    assertThat(world.available(eth)).isEqualByComparingTo("0.01");
    unapply(b);
    assertThat(world.available(eth)).isEqualByComparingTo("0");
  }

  @Test
  void whatWasNotAppliedStaysWhereItIs() {
    var invoice = world.invoice("9", "EUR", usdt);
    world.pay(invoice, usdt, "10");
    world.mine(chain, World.DEPTH);
    unapply(invoice);
    assertThat(status(invoice)).isEqualTo(Status.SETTLED);
    var wrong = world.invoice("9", "EUR", usdt);
    orphan(wrong, "0.01");
    assertThat(unapply(wrong).orphan()).contains("asset");
    assertThat(world.events(wrong)).doesNotContain("payment.unapplied");
  }

  @Test
  void archivedInvoicesAreLeftAlone() {
    var a = world.invoice("9", "EUR", usdt);
    var b = world.invoice("25", "EUR", usdt);
    orphan(a, "0.01");
    archive(b);
    refuses(() -> apply(a, b), Rejection.InvoiceNotOpen.class);
    assertThat(payment(a).orphan()).contains("asset");
    apply(a, a);
    archive(a);
    refuses(() -> unapply(a), Rejection.InvoiceNotOpen.class);
  }

  /// Swept before the mistake was noticed: the coins are the owner's, the invoice is open again.
  @Test
  void anApplicationIsTakenBackThoughItsMoneyHasLeft() {
    var a = world.invoice("9", "EUR", usdt);
    var b = world.invoice("25", "EUR", usdt);
    var to = orphan(a, "0.01");
    apply(a, b);
    spend(to, new Output(eth, HOT, world.units(eth, "0.01")));
    assertThat(world.available(eth)).isEqualByComparingTo("0");
    assertThat(unapply(b).orphan()).contains("left");
    assertThat(status(b)).isEqualTo(Status.OPEN);
    assertThat(world.available(eth)).isEqualByComparingTo("0");
    assertThat(world.balance(Account.Kind.ORPHAN, eth)).isEqualByComparingTo("0");
    refuses(() -> apply(a, b), Rejection.InsufficientFunds.class);
  }

  private static void refuses(Runnable command, Class<? extends Rejection> why) {
    assertThatThrownBy(command::run)
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.rejection()).isInstanceOf(why));
  }

  /// The first payment of one invoice, to another one.
  private void apply(InvoiceView from, InvoiceView to) {
    var id = payment(from).id();
    world.db.run(tx -> world.orphans.apply(tx, world.project, id, to.id()));
  }

  private PaymentView unapply(InvoiceView invoice) {
    var id = payment(invoice).id();
    return world.db.tx(tx -> world.orphans.unapply(tx, world.project, id));
  }

  private void archive(InvoiceView invoice) {
    var mark = new Mark(Mark.Kind.ARCHIVED, "test", "", world.now.get());
    world.db.run(tx -> world.invoices.mark(tx, world.id(invoice), mark));
  }

  /// Ether at an address where it is not asked for.
  private Address orphan(InvoiceView invoice, String amount) {
    var code = invoice.options().getFirst().code();
    var to = world.address(invoice, world.asset(chain, code));
    world.pay(chain, new Output(eth, to, world.units(eth, amount)));
    world.mine(chain, World.DEPTH);
    return to;
  }

  private void fund(Address address, String amount) {
    world.pay(chain, new Output(eth, address, world.units(eth, amount)));
    world.mine(chain, 1);
  }

  private void spend(Address from, Output output) {
    world.db.run(tx -> world.sandbox.spend(tx, chain, from, List.of(output)));
    world.mine(chain, World.DEPTH);
  }

  private void name(Address address) {
    world.db.run(tx -> new OwnAddresses().add(tx, world.organization.id(), named(address)));
  }

  private OwnAddresses.Named named(Address address) {
    return new OwnAddresses.Named(chain.mode(), "evm", address, "hot", world.now.get());
  }

  private void forget(Address address) {
    var own = new OwnAddresses();
    world.db.run(tx -> own.remove(tx, world.organization.id(), chain.mode(), "evm", address));
  }

  private void book(Chain on, List<Transfer> transfers, List<Spend> spends, BlockHeader block) {
    var update =
        new ChainUpdate(
            on,
            Optional.empty(),
            List.of(block),
            transfers,
            spends,
            block.height(),
            block.height(),
            true);
    world.db.run(tx -> world.payments.onBlocks(tx, update));
  }

  private Transfer output(
      String txid, int n, Asset btc, Address to, String amount, BlockHeader block) {
    return new Transfer(
        txid,
        "out:" + n,
        btc,
        Optional.empty(),
        Optional.of(to),
        world.units(btc, amount),
        Optional.of(block),
        List.of(),
        0,
        Map.of());
  }

  private Transfer transfer(
      Asset asset, Optional<Address> from, Address to, Optional<BlockHeader> block) {
    return new Transfer(
        "self",
        "value",
        asset,
        from,
        Optional.of(to),
        world.units(asset, "1000"),
        block,
        List.of(),
        0,
        Map.of());
  }

  private long movements(Chain on) {
    return world.db.tx(
        tx ->
            tx.only(
                "SELECT count(*) AS n FROM movement WHERE chain_id = ?",
                row -> row.number("n"),
                on.id()));
  }

  private PaymentView payment(InvoiceView invoice) {
    return world.view(invoice).payments().getFirst();
  }

  private Status status(InvoiceView invoice) {
    return world.view(invoice).standing().status();
  }
}
