package coffer.core.invoice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.World;
import coffer.chain.evm.EvmAddresses;
import coffer.core.Rejection.Refused;
import coffer.core.chain.Asset;
import coffer.core.chain.Catalogue;
import coffer.core.chain.Chain;
import coffer.core.chain.Chains;
import coffer.core.chain.SandboxControls.Output;
import coffer.db.Db;
import coffer.db.TestDb;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// The commands on invoices, beside each other and beside what chains do.
class InvoicesDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  @AutoClose private final World world = new World(DATABASE);
  private final Chain ethereum = world.chain("ethereum");
  private final Chain tron = world.chain("tron");
  private final Asset usdt = world.asset(ethereum, "USDT");
  private final Asset eth = world.asset(ethereum, "ETH");

  /// The scanners of two chains that write a payment for one invoice hold its row like this, each,
  /// when they come to lock it.
  @Test
  void whoPointsAtAnInvoiceDoesNotHoldUpWhoChangesIt() {
    var invoice = world.invoice("9", "EUR", usdt);
    var id = world.id(invoice);
    var mark = new Mark(Mark.Kind.CANCELLED, "test", "", world.now.get());
    world.db.run(
        other -> {
          other.one("SELECT id FROM invoice WHERE id = ? FOR KEY SHARE", _ -> true, id);
          world.db.run(
              tx -> {
                tx.update("SET LOCAL lock_timeout = '3s'");
                world.invoices.mark(tx, id, mark);
              });
        });
    assertThat(world.view(invoice).standing().status()).isEqualTo(Status.CANCELLED);
  }

  /// A part was applied from a chain that is read no more. It was not quoted there.
  @Test
  void appliedMoneyOfAnotherChainKeepsNoInvoiceOpen() {
    var other = world.invoice("9", "EUR", world.asset(tron, "USDT"));
    var trx = world.asset(tron, "TRX");
    var to = world.address(other, world.asset(tron, "USDT"));
    world.pay(tron, new Output(trx, to, world.units(trx, "10")));
    world.mine(tron, 3);
    var orphan = world.view(other).payments().getFirst().id();

    var invoice = world.invoice("9", "EUR", usdt);
    var unquoted = world.invoice("9", "EUR", usdt, eth);
    world.db.run(tx -> world.orphans.apply(tx, world.project, orphan, unquoted.id()));
    assertThat(world.view(unquoted).standing().confirmed()).isEqualTo(100_000_000);
    assertThat(world.view(unquoted).standing().status()).isEqualTo(Status.OPEN);
    world.pass(Duration.ofHours(2));
    world.scan(ethereum);
    assertThat(world.expire()).isEqualTo(2);
    assertThat(world.view(invoice).standing().status()).isEqualTo(Status.EXPIRED);
    assertThat(world.view(unquoted).standing().status()).isEqualTo(Status.EXPIRED);
    assertThat(world.expire()).as("nothing is looked at for ever").isZero();
  }

  /// Nobody would see what is paid on it.
  @Test
  void anAssetThatIsNoLongerOfferedIsNotQuoted() {
    var invoice = world.invoice("9", "EUR", usdt, eth);
    var chains = new Chains(world.db, new Catalogue(List.of()), List.of(new EvmAddresses()));
    var invoices = new Invoices(chains, world.rates, world.wallets, world.events, world.clock);
    var id = world.id(invoice);
    assertThatThrownBy(() -> world.db.run(tx -> invoices.quote(tx, id, eth)))
        .isInstanceOf(Refused.class);
    assertThat(world.choose(invoice, eth).quotes()).hasSize(1);
  }

  /// A clock is finer than the database.
  @Test
  void whatIsAnsweredIsWhatIsKept() {
    world.now.updateAndGet(at -> at.plusNanos(123_456_789));
    var invoice = world.invoice("9", "EUR", usdt, eth);
    assertThat(invoice).isEqualTo(world.view(invoice));
    world.now.updateAndGet(at -> at.plusNanos(1_000_600));
    assertThat(world.choose(invoice, eth)).isEqualTo(world.view(invoice));
    var mark = new Mark(Mark.Kind.CANCELLED, "test", "", world.now.get());
    var marked = world.db.tx(tx -> world.invoices.mark(tx, world.id(invoice), mark));
    assertThat(marked).isEqualTo(world.view(invoice));
  }
}
