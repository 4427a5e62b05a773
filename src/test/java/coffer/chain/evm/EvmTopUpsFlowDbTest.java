package coffer.chain.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Mode;
import coffer.core.deposit.TopUpAddresses;
import coffer.core.deposit.TopUpAddresses.TopUpAddress;
import coffer.core.ledger.Account;
import coffer.core.merchant.Organization;
import coffer.core.payment.TopUps;
import coffer.core.rate.FixedRates;
import coffer.core.rate.Rates;
import coffer.core.wallet.WatchedAddresses;
import coffer.db.Db;
import coffer.db.TestDb;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// A prepaid balance that is topped up with a real token, at an address of the operator.
class EvmTopUpsFlowDbTest {
  private static final Field ASSET = new Field.At("asset");

  // There is one operator in a database.
  private final Db.Address database = TestDb.address();
  @AutoClose private final EvmShop shop = new EvmShop(database, new NativeSource.Blocks());
  private final TopUpAddresses addresses =
      new TopUpAddresses(
          shop.world.chains,
          shop.world.wallets,
          shop.world.rates,
          shop.world.merchants,
          shop.world.clock);

  EvmTopUpsFlowDbTest() {
    var usd =
        FixedRates.of(
            Map.of("SIX/USD", new BigDecimal("1.5"), "ETH/USD", new BigDecimal("3000")),
            shop.world.clock);
    new Rates(List.of(usd), shop.world.clock).refresh(shop.world.db);
    shop.confirmAtOnce("SIX");
  }

  private Organization operator() {
    var world = shop.world;
    return world.db.tx(
        tx -> {
          var made = world.merchants.createOrganization(tx, "Host", true);
          world.wallets.generate(tx, made.id(), Mode.TEST, "evm", 12, world.now.get());
          return made;
        });
  }

  private TopUpAddress address() {
    return shop.world.db.tx(
        tx -> addresses.reserve(tx, shop.world.project, ASSET, shop.asset("SIX"), TopUps.CURRENCY));
  }

  private BigDecimal balance() {
    shop.world.topUps.book(shop.world.db);
    var organization = shop.world.organization.id();
    return shop.world.db.tx(
        tx -> shop.world.ledger.prepaid(tx, organization, Mode.TEST, TopUps.CURRENCY));
  }

  private BigDecimal custody(TopUpAddress address, String code) {
    var asset = shop.asset(code);
    long watched =
        shop.world.db.tx(
            tx ->
                tx.only(
                    "SELECT address_id FROM deposit_address WHERE id = ?",
                    row -> row.number("address_id"),
                    address.id()));
    var account = Account.address(watched, asset);
    return new BigDecimal(
        shop.world.db.tx(tx -> shop.world.ledger.lock(tx, account)), asset.decimals());
  }

  @Test
  void aTokenTopsUpAReorgTakesItBackAndItReturns() {
    operator();
    var address = address();
    var txid = shop.pay(address.address(), "SIX", "10");
    shop.scan();
    assertThat(balance()).isEqualByComparingTo("15");
    assertThat(custody(address, "SIX")).isEqualByComparingTo("10");
    var raw = shop.anvil.raw(txid);
    shop.anvil.reorg(1);
    shop.anvil.mine(1);
    shop.scan();
    assertThat(balance()).isEqualByComparingTo("0");
    assertThat(custody(address, "SIX")).isEqualByComparingTo("0");
    shop.anvil.resend(raw);
    shop.finalizeBlocks();
    assertThat(balance()).isEqualByComparingTo("15");
    assertThat(custody(address, "SIX"))
        .isEqualByComparingTo(shop.onChain(address.address(), "SIX"));
    assertThat(shop.available("SIX")).isEqualByComparingTo("0");
  }

  @Test
  void theCoinItselfTopsUpToo() {
    operator();
    var address = address();
    shop.pay(address.address(), "ETH", "0.25");
    shop.finalizeBlocks();
    assertThat(balance()).isEqualByComparingTo("750");
    assertThat(shop.available("ETH")).isEqualByComparingTo("0");
  }

  @Test
  void theAddressIsTheOperatorsAndWithoutTheirWalletThereIsNone() {
    assertThat(offered()).isEmpty();
    assertThatThrownBy(this::address)
        .isInstanceOfSatisfying(
            Rejection.Refused.class,
            refused ->
                assertThat(refused.rejection()).isEqualTo(new Rejection.NoWallet("evm", "test")));
    var operator = operator();
    assertThat(offered()).containsExactlyInAnyOrder("SIX", "ETH");
    var parsed =
        shop.world.chains.format(shop.chain).parse(address().address(), shop.chain).orElseThrow();
    var watched =
        shop.world.db.tx(
            tx -> new WatchedAddresses().find(tx, shop.chain, List.of(parsed)).getFirst());
    assertThat(watched.organizationId()).isEqualTo(operator.id());
  }

  private List<String> offered() {
    return shop.world.db.tx(
        tx ->
            addresses.assets(tx, shop.world.project, TopUps.CURRENCY).stream()
                .filter(asset -> asset.chainId() == shop.chain.id())
                .map(asset -> asset.code())
                .toList());
  }
}
