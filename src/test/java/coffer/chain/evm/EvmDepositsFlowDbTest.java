package coffer.chain.evm;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.Field;
import coffer.core.TextChange;
import coffer.core.deposit.Customer;
import coffer.core.deposit.Customers;
import coffer.core.deposit.DepositAddress;
import coffer.core.deposit.DepositAddress.Kind;
import coffer.core.deposit.DepositAddressRows;
import coffer.core.deposit.DepositAddresses;
import coffer.core.ledger.Account;
import coffer.db.Db;
import coffer.db.TestDb;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Deposits without an invoice, in real tokens on a real node.
class EvmDepositsFlowDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  private static final Field ASSET = new Field.At("asset");

  @AutoClose private final EvmShop shop = new EvmShop(DATABASE, new NativeSource.Blocks());
  private final DepositAddresses addresses =
      new DepositAddresses(shop.world.chains, shop.world.wallets, shop.world.clock);

  private DepositAddress ofCustomer(String code) {
    var draft = new Customers.Draft("user-1", TextChange.keep(), TextChange.keep());
    var project = shop.world.project;
    return shop.world.db.tx(
        tx -> {
          Customer customer = new Customers(shop.world.clock).save(tx, project, draft);
          return addresses.ofCustomer(tx, project, customer, ASSET, shop.asset(code), false);
        });
  }

  private DepositAddress business(String code) {
    var draft =
        new DepositAddresses.Draft(
            Kind.BUSINESS, shop.asset(code), Optional.empty(), Optional.empty());
    return shop.world.db.tx(tx -> addresses.create(tx, shop.world.project, ASSET, draft));
  }

  private DepositAddress now(DepositAddress address) {
    var rows = new DepositAddressRows(shop.world.chains);
    return shop.world.db.tx(tx -> rows.find(tx, address.id()).orElseThrow());
  }

  @Test
  void tokensAndTheCoinItself() {
    var six = ofCustomer("SIX");
    var eth = business("ETH");
    shop.pay(six.address(), "SIX", "10");
    shop.pay(six.address(), "SIX", "2.5");
    shop.pay(eth.address(), "ETH", "0.75");
    shop.finalizeBlocks();
    assertThat(shop.available("SIX")).isEqualByComparingTo("12.5");
    assertThat(shop.available("ETH")).isEqualByComparingTo("0.75");
    assertThat(now(six).balance()).isEqualByComparingTo(shop.onChain(six.address(), "SIX"));
    assertThat(now(eth).balance()).isEqualByComparingTo(shop.onChain(eth.address(), "ETH"));
  }

  @Test
  void aReorgDropsADepositAndAnotherBlockBringsItBack() {
    var address = ofCustomer("SIX");
    var txid = shop.pay(address.address(), "SIX", "10");
    shop.scan();
    var raw = shop.anvil.raw(txid);
    shop.anvil.reorg(1);
    shop.anvil.mine(1);
    shop.scan();
    assertThat(statuses()).containsExactly("reversed");
    shop.anvil.resend(raw);
    shop.finalizeBlocks();
    assertThat(statuses()).containsExactly("confirmed");
    assertThat(shop.available("SIX")).isEqualByComparingTo("10");
  }

  @Test
  void anotherTokenIsAnOrphan() {
    var address = ofCustomer("SIX");
    shop.pay(address.address(), "EIGHTEEN", "3");
    shop.finalizeBlocks();
    assertThat(shop.world.balance(Account.Kind.ORPHAN, shop.asset("EIGHTEEN")))
        .isEqualByComparingTo("3");
    assertThat(shop.available("EIGHTEEN")).isEqualByComparingTo("0");
  }

  private List<String> statuses() {
    return shop.world.db.tx(
        tx ->
            tx.list(
                "SELECT status FROM movement WHERE project_id = ? ORDER BY id",
                row -> row.text("status"),
                shop.world.project.id()));
  }
}
