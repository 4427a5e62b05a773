package coffer.core.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.World;
import coffer.core.wallet.Custody.Holding;
import coffer.db.Db;
import coffer.db.TestDb;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class CustodyDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  @AutoClose private final World world = new World(DATABASE);

  @Test
  void whatWasPaidLiesAtItsAddress() {
    var chain = world.chain("tron");
    var usdt = world.asset(chain, "USDT");
    var unpaid = world.invoice("9", "EUR", usdt);
    var paid = world.invoice("9", "EUR", usdt);
    world.pay(paid, usdt, "10");
    world.mine(chain, 3);
    var holding = holdings(false);
    assertThat(holding).hasSize(1);
    assertThat(holding.getFirst().address()).isEqualTo(world.address(paid, usdt));
    assertThat(holding.getFirst().assetId()).contains(usdt.id());
    assertThat(holding.getFirst().units()).isEqualTo(world.units(usdt, "10"));
    assertThat(holdings(true))
        .extracting(Holding::address, Holding::assetId)
        .contains(
            org.assertj.core.groups.Tuple.tuple(world.address(unpaid, usdt), Optional.empty()));
  }

  private List<Holding> holdings(boolean empty) {
    var holdings = new ArrayList<Holding>();
    world.db.run(tx -> new Custody().each(tx, world.organization.id(), empty, holdings::add));
    return holdings;
  }
}
