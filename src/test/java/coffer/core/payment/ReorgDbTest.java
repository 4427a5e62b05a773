package coffer.core.payment;

import static coffer.core.invoice.Status.CONFIRMING;
import static coffer.core.invoice.Status.OPEN;
import static coffer.core.invoice.Status.SETTLED;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.World;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.SandboxControls.Outcome;
import coffer.core.chain.SandboxControls.Output;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.core.invoice.Status;
import coffer.core.ledger.Account;
import coffer.core.ledger.Entry;
import coffer.db.Db;
import coffer.db.TestDb;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// What becomes of money when a chain changes its mind, on a sandbox that is final at a depth of 3.
class ReorgDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  @AutoClose private final World world = new World(DATABASE);
  private final Chain chain = world.chain("ethereum");
  private final Asset usdt = world.asset(chain, "USDT");
  private final Asset usdc = world.asset(chain, "USDC");
  private final Asset eth = world.asset(chain, "ETH");

  @Test
  void aReorgThatDropsThePaymentTakesTheMoneyBack() {
    var invoice = paid();
    reorg(4, Outcome.DROP);
    assertThat(status(invoice)).isEqualTo(OPEN);
    assertThat(payment(invoice).status()).isEqualTo(PaymentStatus.REVERSED);
    assertThat(world.available(usdt)).isEqualByComparingTo("0");
    assertThat(world.events(invoice)).contains("payment.reversed", "invoice.reopened");
  }

  @Test
  void aPaymentMinedAgainElsewhereIsNotReversed() {
    var invoice = paid();
    var before = payment(invoice);
    reorg(4, Outcome.REMINE);
    world.mine(chain, 3);
    assertThat(status(invoice)).isEqualTo(SETTLED);
    assertThat(payment(invoice).blockHash()).isNotEqualTo(before.blockHash());
    assertThat(payment(invoice).blockHeight()).isNotEqualTo(before.blockHeight());
    assertThat(world.available(usdt)).isEqualByComparingTo("10");
    assertThat(world.events(invoice)).doesNotContain("payment.reversed");
    assertThat(entries()).containsExactly("payment");
  }

  @Test
  void creditReversalCredit() {
    var invoice = paid();
    reorg(4, Outcome.RETURN_TO_MEMPOOL);
    assertThat(world.available(usdt)).isEqualByComparingTo("0");
    assertThat(status(invoice)).isEqualTo(CONFIRMING);
    world.mine(chain, 3);
    assertThat(status(invoice)).isEqualTo(SETTLED);
    assertThat(world.available(usdt)).isEqualByComparingTo("10");
    assertThat(world.view(invoice).payments()).hasSize(1);
    assertThat(entries()).containsExactly("payment", "reversal", "payment");
  }

  @Test
  void aReversalIsBookableAfterTheMoneyWasReserved() {
    var invoice = paid();
    var available = Account.project(Account.Kind.AVAILABLE, world.project.id(), usdt);
    var reserved = Account.project(Account.Kind.RESERVED, world.project.id(), usdt);
    world.db.run(
        tx ->
            world.ledger.post(
                tx,
                List.of(
                    Entry.move(
                        new Entry.Head(
                            "withdrawal:1:reserve",
                            Entry.Kind.RESERVE,
                            Optional.of(world.project.id()),
                            new Entry.Basis(Entry.Basis.Type.WITHDRAWAL, 1)),
                        available,
                        reserved,
                        world.units(usdt, "10"))),
                world.now.get()));
    assertThat(world.available(usdt)).isEqualByComparingTo("0");
    reorg(4, Outcome.DROP);
    assertThat(status(invoice)).isEqualTo(OPEN);
    assertThat(world.available(usdt)).isEqualByComparingTo("-10");
    assertThat(world.balance(Account.Kind.RESERVED, usdt)).isEqualByComparingTo("10");
  }

  @Test
  void replacedAndEvictedTransactionsAreReversed() {
    var invoice = world.invoice("9", "EUR", usdt);
    var txid = world.pay(invoice, usdt, "10");
    world.scan(chain);
    assertThat(status(invoice)).isEqualTo(CONFIRMING);
    var elsewhere = world.address(world.invoice("9", "EUR", usdt), usdt);
    var replacement =
        world.db.tx(
            tx ->
                world.sandbox.replace(
                    tx,
                    chain,
                    txid,
                    Optional.of(List.of(new Output(usdt, elsewhere, world.units(usdt, "1"))))));
    world.scan(chain);
    assertThat(status(invoice)).isEqualTo(OPEN);
    assertThat(payment(invoice).status()).isEqualTo(PaymentStatus.REVERSED);

    world.db.run(tx -> world.sandbox.evict(tx, chain, replacement));
    world.db.run(tx -> world.sandbox.resend(tx, chain, replacement));
    world.mine(chain, 3);
    assertThat(world.available(usdt)).isEqualByComparingTo("1");
  }

  private InvoiceView paid() {
    var invoice = world.invoice("9", "EUR", usdt);
    world.mine(chain, 1);
    world.pay(invoice, usdt, "10");
    world.mine(chain, 3);
    assertThat(status(invoice)).isEqualTo(SETTLED);
    return invoice;
  }

  private void reorg(int depth, Outcome outcome) {
    world.db.run(tx -> world.sandbox.reorg(tx, chain, depth, outcome));
    world.scan(chain);
  }

  private Status status(InvoiceView invoice) {
    return world.view(invoice).standing().status();
  }

  private InvoiceView.PaymentView payment(InvoiceView invoice) {
    return world.view(invoice).payments().getFirst();
  }

  private List<String> entries() {
    return world.db.tx(
        tx ->
            tx.list(
                "SELECT kind FROM entry WHERE project_id = ? ORDER BY id",
                row -> row.text("kind"),
                world.project.id()));
  }
}
