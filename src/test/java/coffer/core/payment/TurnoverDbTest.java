package coffer.core.payment;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.World;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.SandboxControls.Outcome;
import coffer.core.chain.SandboxControls.Output;
import coffer.core.invoice.InvoiceView;
import coffer.db.Db;
import coffer.db.TestDb;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// What a project received and what left it, by the ledger.
class TurnoverDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  @AutoClose private final World world = new World(DATABASE);
  private final Chain chain = world.chain("ethereum");
  private final Asset usdt = world.asset(chain, "USDT");

  @Test
  void nothingYet() {
    expect("0", "0", "0");
  }

  @Test
  void whatIsConfirmedIsReceivedAndWhatIsSpentIsWithdrawn() {
    var invoice = world.invoice("9", "EUR", usdt);
    world.pay(invoice, usdt, "10");
    world.mine(chain, 1);
    expect("0", "0", "0");
    world.mine(chain, 2);
    expect("10", "10", "0");
    spend(invoice, "4");
    world.mine(chain, 3);
    expect("10", "6", "4");
    world.pay(invoice, usdt, "1");
    world.mine(chain, 3);
    expect("11", "7", "4");
  }

  @Test
  void aReversalTakesBackWhatWasReceivedAndOneOfASpendingWhatWasWithdrawn() {
    var invoice = world.invoice("9", "EUR", usdt);
    world.pay(invoice, usdt, "10");
    world.mine(chain, 3);
    spend(invoice, "4");
    world.mine(chain, 3);
    expect("10", "6", "4");
    reorg(3);
    expect("10", "10", "0");
    reorg(7);
    expect("0", "0", "0");
  }

  @Test
  void aPaymentMinedAgainCountsOnce() {
    var invoice = world.invoice("9", "EUR", usdt);
    world.pay(invoice, usdt, "10");
    world.mine(chain, 3);
    world.db.run(tx -> world.sandbox.reorg(tx, chain, 3, Outcome.RETURN_TO_MEMPOOL));
    world.scan(chain);
    expect("0", "0", "0");
    world.mine(chain, 3);
    expect("10", "10", "0");
  }

  @Test
  void anOrphanIsReceivedWhenItIsApplied() {
    var invoice = world.invoice("9", "EUR", usdt);
    world.pass(Duration.ofDays(8));
    world.pay(invoice, usdt, "10");
    world.mine(chain, 3);
    expect("0", "0", "0");
    var orphan = world.view(invoice).payments().getFirst().id();
    world.db.run(tx -> world.orphans.apply(tx, world.project, orphan, invoice.id()));
    expect("10", "10", "0");
  }

  @Test
  void anotherCoinIsAnotherMatter() {
    var other = world.asset(chain, "USDC");
    var invoice = world.invoice("9.1", "EUR", other);
    world.pay(invoice, other, "10");
    world.mine(chain, 3);
    expect("0", "0", "0");
  }

  private void spend(InvoiceView invoice, String amount) {
    var from = world.address(invoice, usdt);
    var stranger = Address.of(new byte[20]);
    var outputs = List.of(new Output(usdt, stranger, world.units(usdt, amount)));
    world.db.run(tx -> world.sandbox.spend(tx, chain, from, outputs));
  }

  private void reorg(int depth) {
    world.db.run(tx -> world.sandbox.reorg(tx, chain, depth, Outcome.DROP));
    world.scan(chain);
  }

  private void expect(String received, String balance, String withdrawn) {
    var turnover = world.db.tx(tx -> world.ledger.turnover(tx, world.project.id(), usdt));
    assertThat(turnover.received()).as("received").isEqualTo(units(received));
    assertThat(turnover.balance()).as("balance").isEqualTo(units(balance));
    assertThat(turnover.withdrawn()).as("withdrawn").isEqualTo(units(withdrawn));
  }

  private BigInteger units(String amount) {
    return world.units(usdt, amount);
  }
}
