package coffer.core.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.World;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.Mode;
import coffer.core.chain.SandboxControls.Outcome;
import coffer.core.chain.SandboxControls.Output;
import coffer.core.deposit.TopUpAddresses;
import coffer.core.deposit.TopUpAddresses.TopUpAddress;
import coffer.core.ledger.Account;
import coffer.core.listing.PrepaidEntries;
import coffer.core.listing.PrepaidEntries.PrepaidEntry;
import coffer.core.merchant.Project;
import coffer.core.rate.FixedRates;
import coffer.core.rate.Rates;
import coffer.db.Db;
import coffer.db.TestDb;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// An organization's prepaid balance, topped up on a simulated chain.
class TopUpsDbTest {
  private static final Field ASSET = new Field.At("asset");

  // Rates are added here and there, so each test has a database of its own.
  private final Db.Address database = TestDb.address();
  @AutoClose private final World world = new World(database);
  private final Chain chain = world.chain("ethereum");
  private final Asset usdt = world.asset(chain, "USDT");
  private final Asset usdc = world.asset(chain, "USDC");
  private final TopUpAddresses addresses =
      new TopUpAddresses(world.chains, world.wallets, world.rates, world.merchants, world.clock);

  private void rate(String pair, String value) {
    var rates =
        new Rates(
            List.of(FixedRates.of(Map.of(pair, new BigDecimal(value)), world.clock)), world.clock);
    rates.refresh(world.db);
  }

  private TopUpAddress address(Project project, Asset asset) {
    return world.db.tx(tx -> addresses.reserve(tx, project, ASSET, asset, TopUps.CURRENCY));
  }

  private TopUpAddress address() {
    rate("USDT/USD", "0.99999");
    return address(world.project, usdt);
  }

  private Address bytes(TopUpAddress address) {
    return world.chains.format(chain).parse(address.address(), chain).orElseThrow();
  }

  private void pay(TopUpAddress to, Asset asset, String amount) {
    world.pay(chain, new Output(asset, bytes(to), world.units(asset, amount)));
  }

  private void book() {
    world.topUps.book(world.db);
  }

  private BigDecimal balance() {
    return world.db.tx(
        tx -> world.ledger.prepaid(tx, world.organization.id(), Mode.TEST, TopUps.CURRENCY));
  }

  private BigDecimal conversion(Asset asset) {
    var account = Account.operator(Account.Kind.CONVERSION, asset);
    return new BigDecimal(world.db.tx(tx -> world.ledger.lock(tx, account)), asset.decimals());
  }

  private List<PrepaidEntry> statement() {
    var entries = new PrepaidEntries(world.chains);
    return world.db.tx(
        tx ->
            entries.page(
                tx, world.organization.id(), Mode.TEST, TopUps.CURRENCY, Optional.empty(), 100));
  }

  private List<String> events() {
    return world.db.tx(
        tx ->
            tx.list(
                "SELECT type FROM event WHERE project_id = ? AND organization_id = ? ORDER BY id",
                row -> row.text("type"),
                world.project.id(),
                world.organization.id()));
  }

  private void reorg(Outcome outcome) {
    world.db.run(tx -> world.sandbox.reorg(tx, chain, World.DEPTH, outcome));
    world.scan(chain);
  }

  @Test
  void aConfirmedPaymentTopsUpTheBalanceAtTheRateOfItsConfirmation() {
    var address = address();
    pay(address, usdt, "12.345678");
    world.scan(chain);
    book();
    assertThat(balance()).isEqualByComparingTo("0");
    world.mine(chain, World.DEPTH);
    rate("USDT/USD", "0.5"); // of the same time: it comes too late, the first one stays
    book();
    book();
    assertThat(balance()).isEqualByComparingTo("12.34555454"); // of 12.34555454322, rounded down
    assertThat(conversion(usdt)).isEqualByComparingTo("12.345678");
    assertThat(world.available(usdt)).isEqualByComparingTo("0");
    assertThat(events()).containsExactly("payment.seen", "payment.confirmed", "payment.credited");
    var entry = statement().getFirst();
    assertThat(statement()).hasSize(1);
    assertThat(entry.amount()).isEqualByComparingTo("12.34555454");
    assertThat(entry.payment().amount()).isEqualByComparingTo("12.345678");
    assertThat(entry.payment().rate().orElseThrow()).isEqualByComparingTo("0.99999");
  }

  @Test
  void aReorgTakesItBackAndTheSamePaymentComesAgain() {
    pay(address(), usdt, "10");
    world.mine(chain, World.DEPTH);
    book();
    reorg(Outcome.RETURN_TO_MEMPOOL);
    assertThat(balance()).isEqualByComparingTo("0");
    assertThat(conversion(usdt)).isEqualByComparingTo("0");
    book();
    assertThat(balance()).isEqualByComparingTo("0");
    world.mine(chain, World.DEPTH + 1);
    book();
    assertThat(balance()).isEqualByComparingTo("9.9999");
    assertThat(statement())
        .extracting(entry -> entry.kind().text() + " " + entry.amount().stripTrailingZeros())
        .containsExactly("topup 9.9999", "reversal -9.9999", "topup 9.9999");
    assertThat(events())
        .containsSubsequence(
            "payment.confirmed",
            "payment.credited",
            "payment.reversed",
            "payment.confirmed",
            "payment.credited");
  }

  @Test
  void whatIsUndoneBeforeItIsBookedIsNeverBooked() {
    pay(address(), usdt, "10");
    world.mine(chain, World.DEPTH);
    reorg(Outcome.DROP);
    book();
    assertThat(balance()).isEqualByComparingTo("0");
    assertThat(conversion(usdt)).isEqualByComparingTo("0");
    assertThat(statement()).isEmpty();
    assertThat(waiting()).isZero();
  }

  private long waiting() {
    return world.db.tx(
        tx -> tx.only("SELECT count(*) AS n FROM top_up WHERE rate IS NULL", r -> r.number("n")));
  }

  @Test
  void anyAssetTopsUpAndWaitsForARate() {
    var address = address();
    pay(address, usdc, "10");
    pay(address, usdt, "1");
    world.mine(chain, World.DEPTH);
    book();
    assertThat(balance()).isEqualByComparingTo("0.99999");
    assertThat(waiting()).isEqualTo(1);
    assertThat(world.balance(Account.Kind.ORPHAN, usdc)).isEqualByComparingTo("0");
    assertThat(conversion(usdc)).isEqualByComparingTo("10");
    rate("USDC/USD", "1.01");
    book();
    assertThat(balance()).isEqualByComparingTo("11.09999");
    assertThat(waiting()).isZero();
  }

  @Test
  void withoutARateThereIsNoAddress() {
    assertThatThrownBy(() -> address(world.project, usdt))
        .isInstanceOfSatisfying(
            Rejection.Refused.class,
            refused ->
                assertThat(refused.rejection())
                    .isEqualTo(new Rejection.AssetUnavailable(ASSET, "USDT", "ethereum")));
    assertThat(offered()).isEmpty();
    rate("USDT/USD", "1");
    assertThat(offered()).extracting(Asset::code).containsOnly("USDT").hasSize(2);
  }

  private List<Asset> offered() {
    return world.db.tx(tx -> addresses.assets(tx, world.project, TopUps.CURRENCY));
  }

  @Test
  void lateMoneyIsBookedTooAndAnotherRequestReservesAgain() {
    var first = address();
    assertThat(first.until()).isEqualTo(world.now.get().plus(TopUpAddresses.RESERVED));
    world.pass(TopUpAddresses.RESERVED.multipliedBy(3));
    pay(first, usdt, "1");
    world.mine(chain, World.DEPTH);
    book();
    assertThat(balance()).isEqualByComparingTo("0.99999");
    var again = address(world.project, usdt);
    assertThat(again.address()).isEqualTo(first.address());
    assertThat(again.until()).isEqualTo(world.now.get().plus(TopUpAddresses.RESERVED));
  }

  @Test
  void whatTheOperatorMovesChangesNoBalance() {
    var address = address();
    pay(address, usdt, "10");
    world.mine(chain, World.DEPTH);
    book();
    var other = world.db.tx(tx -> world.wallets.derive(tx, wallet(), world.now.get()));
    world.db.run(
        tx ->
            world.sandbox.spend(
                tx,
                chain,
                bytes(address),
                List.of(new Output(usdt, other.address(), world.units(usdt, "4")))));
    world.mine(chain, World.DEPTH);
    book();
    assertThat(balance()).isEqualByComparingTo("9.9999");
    assertThat(conversion(usdt)).isEqualByComparingTo("6");
    // Back again, from the operator's own address: no top-up.
    world.db.run(
        tx ->
            world.sandbox.spend(
                tx,
                chain,
                other.address(),
                List.of(new Output(usdt, bytes(address), world.units(usdt, "1")))));
    world.mine(chain, World.DEPTH);
    book();
    assertThat(balance()).isEqualByComparingTo("9.9999");
    assertThat(conversion(usdt)).isEqualByComparingTo("7");
    assertThat(events()).containsExactly("payment.confirmed", "payment.credited");
  }

  private coffer.core.wallet.Wallet wallet() {
    return world.db.tx(
        tx -> world.wallets.find(tx, world.organization.id(), Mode.TEST, "evm").orElseThrow());
  }

  @Test
  void serversThatBookAtOnceBookEachPaymentOnce() throws Exception {
    var address = address();
    for (int i = 0; i < 40; i++) pay(address, usdt, "1");
    world.mine(chain, World.DEPTH);
    var tasks = new ArrayList<Callable<Void>>();
    for (int i = 0; i < 4; i++) {
      tasks.add(
          () -> {
            book();
            return null;
          });
    }
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (var done : threads.invokeAll(tasks)) done.get();
    }
    book();
    assertThat(balance()).isEqualByComparingTo("39.9996");
    assertThat(statement()).hasSize(40);
  }

  @Test
  void dustIsBookedInSilenceAndNothingIsTooSmallOrTooLarge() {
    var address = address();
    pay(address, usdt, "1");
    world.db.run(tx -> tx.update("UPDATE sandbox_output SET units = ?", BigInteger.TEN.pow(60)));
    pay(address, usdt, "0.000001");
    rate("USDC/USD", "0.000001");
    pay(address, usdc, "0.000001");
    world.mine(chain, World.DEPTH);
    book();
    assertThat(waiting()).isZero();
    assertThat(statement()).hasSize(1);
    assertThat(balance()).isEqualByComparingTo("0.00000099");
  }

  @Test
  void eachProjectHasItsOwnAddressAndOneBalance() {
    var first = address();
    var other = project();
    var second = address(other, usdt);
    assertThat(second.address()).isNotEqualTo(first.address());
    pay(first, usdt, "1");
    pay(second, usdt, "2");
    world.mine(chain, World.DEPTH);
    book();
    assertThat(balance()).isEqualByComparingTo("2.99997");
    assertThat(events()).containsExactly("payment.confirmed", "payment.credited");
  }

  @Test
  void aNewWalletGetsANewAddressAndTheOldOneStillTopsUp() {
    var first = address();
    var xpub =
        coffer.core.wallet.Mnemonic.generate(new java.security.SecureRandom(), 12)
            .account(world.chains.format(chain).accountPath(Mode.TEST));
    world.db.run(
        tx ->
            world.wallets.replace(
                tx, world.organization.id(), Mode.TEST, "evm", ASSET, xpub, world.now.get()));
    var wallets =
        new coffer.core.wallet.Wallets(world.db, world.vault, world.chains.formats(), world.clock);
    var fresh =
        new TopUpAddresses(world.chains, wallets, world.rates, world.merchants, world.clock);
    var second = world.db.tx(tx -> fresh.reserve(tx, world.project, ASSET, usdt, TopUps.CURRENCY));
    assertThat(second.address()).isNotEqualTo(first.address());
    pay(first, usdt, "1");
    pay(second, usdt, "1");
    world.mine(chain, World.DEPTH);
    book();
    assertThat(balance()).isEqualByComparingTo("1.99998");
  }

  @Test
  void anOrganizationHasABoundedNumberOfAddresses() {
    rate("USDT/USD", "1");
    for (int i = 0; i < TopUpAddresses.MAX_ADDRESSES; i++) address(project(), usdt);
    var last = project();
    assertThatThrownBy(() -> address(last, usdt))
        .isInstanceOfSatisfying(
            Rejection.Refused.class,
            refused ->
                assertThat(refused.rejection().toString())
                    .contains("100 addresses for this asset"));
    address(last, world.asset(world.chain("tron"), "USDT"));
  }

  private Project project() {
    return world.db.tx(
        tx -> world.merchants.createProject(tx, world.organization, "More", Mode.TEST));
  }

  @Test
  void manyRequestsAtOnceGetOneAddress() throws Exception {
    rate("USDT/USD", "1");
    var tasks = new ArrayList<Callable<String>>();
    for (int i = 0; i < 12; i++) tasks.add(() -> address(world.project, usdt).address());
    try (var threads = Executors.newFixedThreadPool(4)) {
      var first = threads.invokeAll(tasks);
      for (var each : first) assertThat(each.get()).isEqualTo(first.getFirst().get());
    }
  }

  @Test
  void aBlockHasAReason() {
    assertThat(reason()).isEmpty();
    world.db.run(tx -> world.merchants.block(tx, world.organization, Optional.of("Unpaid bill")));
    assertThat(reason()).contains("Unpaid bill");
    pay(address(), usdt, "1");
    world.mine(chain, World.DEPTH);
    book();
    assertThat(balance()).isEqualByComparingTo("0.99999");
    world.db.run(tx -> world.merchants.block(tx, world.organization, Optional.empty()));
    assertThat(reason()).isEmpty();
    for (var bad : List.of("", " ", "a\nb", "x".repeat(501), "\u0000")) {
      assertThatThrownBy(
              () ->
                  world.db.run(
                      tx -> world.merchants.block(tx, world.organization, Optional.of(bad))))
          .isInstanceOf(Rejection.Refused.class);
    }
  }

  private Optional<String> reason() {
    return world
        .db
        .tx(tx -> world.merchants.organization(tx, world.organization.id()))
        .orElseThrow()
        .blockReason();
  }
}
