package coffer.core.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.Plans;
import coffer.World;
import coffer.core.chain.Asset;
import coffer.core.wallet.Custody.Holding;
import coffer.db.Db;
import coffer.db.TestDb;
import coffer.db.Tx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock("plans")
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

  /// 100,000 addresses of another organization are not looked at.
  @Test
  void theAddressesOfOthersCostNothing() throws IOException {
    var chain = world.chain("tron");
    var usdt = world.asset(chain, "USDT");
    world.pay(world.invoice("9", "EUR", usdt), usdt, "10");
    world.mine(chain, 3);
    try (var other = new World(DATABASE)) {
      var theirs = other.asset(other.chain("tron"), "USDT");
      other.db.run(tx -> fill(tx, other, theirs));
    }
    var plans = new Plans(world.db);
    assertThat(holdings(false)).hasSize(1);
    assertThat(plans.take())
        .filteredOn(plan -> plan.text().contains("w.hd_index"))
        .singleElement()
        .satisfies(plan -> assertThat(plan.most()).as(plan.text()).isLessThan(1_000));
  }

  private static void fill(Tx tx, World other, Asset asset) {
    tx.update(
        """
        INSERT INTO watched_address (organization_id, mode, family, address, wallet_id, hd_index, created_at)
        SELECT organization_id, mode, family, int8send(id * 1000000 + n), id, n, created_at
        FROM wallet, generate_series(1000, 101000) n WHERE organization_id = ? AND family = 'tron'
        """,
        other.organization.id());
    tx.update(
        """
        INSERT INTO account (kind, mode, address_id, asset_id)
        SELECT 'address', mode, id, ? FROM watched_address WHERE organization_id = ? AND hd_index >= 1000
        """,
        asset.id(),
        other.organization.id());
    tx.update("ANALYZE watched_address, account, wallet");
  }

  private List<Holding> holdings(boolean empty) {
    var holdings = new ArrayList<Holding>();
    world.db.run(tx -> new Custody().each(tx, world.organization.id(), empty, holdings::add));
    return holdings;
  }
}
