package coffer.chain.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.World;
import coffer.chain.Comparison;
import coffer.core.chain.Chain;
import coffer.core.chain.SandboxControls.Outcome;
import coffer.core.chain.SandboxControls.Output;
import coffer.db.TestDb;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Ledger and simulated chains compared.
class SandboxBalancesDbTest {
  @AutoClose private final World world = new World(TestDb.address());
  private final Chain chain = world.chain("ethereum");
  private final Comparison comparison =
      new Comparison(world, chain, world.sandbox.source(world.db, chain));

  @Test
  void nothingDiffersWhilePaymentsAreBookedSpentAndUndone() {
    var usdt = world.asset(chain, "USDT");
    var invoice = world.invoice("10", "EUR", usdt);
    world.pay(invoice, usdt, "20");
    agree();
    world.mine(chain, 1);
    agree();
    world.mine(chain, World.DEPTH);
    agree();
    var from = world.address(invoice, usdt);
    var to = world.chains.format(chain).parse("0x" + "0".repeat(38) + "42", chain).orElseThrow();
    var output = new Output(usdt, to, world.units(usdt, "5"));
    world.db.run(tx -> world.sandbox.spend(tx, chain, from, List.of(output)));
    world.mine(chain, 1);
    agree();
    world.db.run(tx -> world.sandbox.reorg(tx, chain, 1, Outcome.DROP));
    agree();
    world.mine(chain, World.DEPTH);
    agree();
  }

  @Test
  void aPaymentThatWasBookedTwiceIsFound() {
    var eth = world.asset(chain, "ETH");
    var invoice = world.invoice("100", "EUR", eth);
    var txid = world.pay(invoice, eth, "1");
    world.mine(chain, World.DEPTH);
    comparison.book(txid, "out:9", eth, world.address(invoice, eth), world.units(eth, "1"));
    comparison.whole();
    world.mine(chain, 1);
    comparison.again();
    assertThat(comparison.coins(comparison.only())).isEqualTo("-1");
    assertThat(comparison.only().cause()).contains("a payment was booked twice: " + txid);
  }

  private void agree() {
    assertThat(comparison.whole().answered()).isPositive();
    assertThat(comparison.found()).isEmpty();
  }
}
