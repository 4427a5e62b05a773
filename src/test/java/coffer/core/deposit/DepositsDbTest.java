package coffer.core.deposit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.World;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.TextChange;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.SandboxControls.Outcome;
import coffer.core.chain.SandboxControls.Output;
import coffer.core.deposit.DepositAddress.Kind;
import coffer.core.event.Destination;
import coffer.core.event.Destinations;
import coffer.core.ledger.Account;
import coffer.db.Db;
import coffer.db.TestDb;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Deposits: money that arrives without an invoice, at addresses that are kept for ever.
class DepositsDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  private static final Field ASSET = new Field.At("asset");

  @AutoClose private final World world = new World(DATABASE);
  private final Chain chain = world.chain("ethereum");
  private final Asset usdt = world.asset(chain, "USDT");
  private final Asset usdc = world.asset(chain, "USDC");
  private final Asset btc = world.asset(world.chain("bitcoin"), "BTC");
  private final Customers customers = new Customers(world.clock);
  private final DepositAddresses addresses =
      new DepositAddresses(world.chains, world.wallets, world.clock);
  private final DepositAddressRows rows = new DepositAddressRows(world.chains);

  private Customer customer(String clientId) {
    var draft = new Customers.Draft(clientId, TextChange.keep(), TextChange.keep());
    return world.db.tx(tx -> customers.save(tx, world.project, draft));
  }

  private static TextChange text(String value) {
    return TextChange.of(Optional.of(value), false);
  }

  private DepositAddress address(Customer customer, Asset asset, boolean renew) {
    return world.db.tx(
        tx -> addresses.ofCustomer(tx, world.project, customer, ASSET, asset, renew));
  }

  private DepositAddress now(DepositAddress address) {
    return world.db.tx(tx -> rows.find(tx, address.id()).orElseThrow());
  }

  private void pay(DepositAddress to, Asset asset, String amount) {
    var chain = world.chains.chainOf(asset);
    Address address = world.chains.format(chain).parse(to.address(), chain).orElseThrow();
    world.pay(chain, new Output(asset, address, world.units(asset, amount)));
  }

  private List<String> events() {
    return world.db.tx(
        tx ->
            tx.list(
                """
                SELECT type || coalesce(' ' || customer_id, '') AS text FROM event
                WHERE project_id = ? ORDER BY id
                """,
                row -> row.text("text"),
                world.project.id()));
  }

  @Test
  void aDepositIsTheProjectsMoneyAndTheCustomersEvent() {
    var customer = customer("user-1");
    var address = address(customer, usdt, false);
    pay(address, usdt, "15");
    world.scan(chain);
    assertThat(world.available(usdt)).isEqualByComparingTo("0");
    world.mine(chain, World.DEPTH);
    assertThat(world.available(usdt)).isEqualByComparingTo("15");
    assertThat(world.balance(Account.Kind.ORPHAN, usdt)).isEqualByComparingTo("0");
    assertThat(now(address).balance()).isEqualByComparingTo("15");
    assertThat(events())
        .containsExactly("payment.seen " + customer.id(), "payment.confirmed " + customer.id());
  }

  @Test
  void aReorgTakesADepositBack() {
    var customer = customer("user-1");
    var address = address(customer, usdt, false);
    pay(address, usdt, "15");
    world.mine(chain, World.DEPTH);
    world.db.run(tx -> world.sandbox.reorg(tx, chain, World.DEPTH, Outcome.DROP));
    world.scan(chain);
    assertThat(world.available(usdt)).isEqualByComparingTo("0");
    assertThat(now(address).balance()).isEqualByComparingTo("0");
    assertThat(events()).endsWith("payment.reversed " + customer.id());
  }

  @Test
  void anotherAssetIsAnOrphan() {
    var address = address(customer("user-1"), usdt, false);
    pay(address, usdc, "15");
    world.mine(chain, World.DEPTH);
    assertThat(world.balance(Account.Kind.ORPHAN, usdc)).isEqualByComparingTo("15");
    assertThat(world.available(usdc)).isEqualByComparingTo("0");
    assertThat(now(address).balance()).isEqualByComparingTo("0");
    String orphan =
        world.db.tx(
            tx ->
                tx.only(
                    "SELECT orphan FROM movement WHERE project_id = ?",
                    row -> row.text("orphan"),
                    world.project.id()));
    assertThat(orphan).isEqualTo("asset");
  }

  @Test
  void dustIsBookedInSilence() {
    var address = address(customer("user-1"), usdt, false);
    pay(address, usdt, "0.000099");
    world.mine(chain, World.DEPTH);
    assertThat(world.available(usdt)).isEqualByComparingTo("0.000099");
    assertThat(events()).isEmpty();
    world.db.run(tx -> world.sandbox.reorg(tx, chain, World.DEPTH, Outcome.DROP));
    world.scan(chain);
    assertThat(world.available(usdt)).isEqualByComparingTo("0");
  }

  @Test
  void aRenewedAddressStillReceives() {
    var customer = customer("user-1");
    var first = address(customer, usdt, false);
    assertThat(address(customer, usdt, false)).isEqualTo(first);
    var second = address(customer, usdt, true);
    assertThat(second.address()).isNotEqualTo(first.address());
    assertThat(now(first).active()).isFalse();
    assertThat(address(customer, usdt, false)).isEqualTo(second);
    pay(first, usdt, "1");
    pay(second, usdt, "2");
    world.mine(chain, World.DEPTH);
    assertThat(now(first).balance()).isEqualByComparingTo("1");
    assertThat(now(second).balance()).isEqualByComparingTo("2");
    assertThat(world.available(usdt)).isEqualByComparingTo("3");
  }

  @Test
  void assetsOfAFamilyCanShareAnAddress() {
    var customer = customer("user-1");
    var assets = List.of(usdt, usdc, btc);
    world.db.run(tx -> addresses.createAll(tx, world.project, customer, ASSET, assets, true));
    world.db.run(tx -> addresses.createAll(tx, world.project, customer, ASSET, assets, true));
    var all =
        world.db.tx(
            tx ->
                rows.ofCustomers(
                    tx,
                    world.project.id(),
                    Optional.of(customer),
                    DepositAddressRows.Filter.all(false),
                    false,
                    10,
                    0));
    assertThat(all).hasSize(3);
    assertThat(all.get(0).address()).isEqualTo(all.get(1).address());
    assertThat(all.get(2).address()).isNotEqualTo(all.get(1).address());
    pay(all.get(1), usdt, "1");
    pay(all.get(0), usdc, "2");
    world.mine(chain, World.DEPTH);
    assertThat(world.available(usdt)).isEqualByComparingTo("1");
    assertThat(world.available(usdc)).isEqualByComparingTo("2");
    assertThat(world.balance(Account.Kind.ORPHAN, usdc)).isEqualByComparingTo("0");
  }

  @Test
  void aBusinessAddressReceivesForTheProject() {
    var draft =
        new DepositAddresses.Draft(Kind.BUSINESS, btc, Optional.of("Main"), Optional.empty());
    var address = world.db.tx(tx -> addresses.create(tx, world.project, ASSET, draft));
    pay(address, btc, "0.5");
    world.scan(world.chain("bitcoin"));
    world.mine(world.chain("bitcoin"), World.DEPTH);
    assertThat(world.available(btc)).isEqualByComparingTo("0.5");
    assertThat(events()).containsExactly("payment.seen", "payment.confirmed");
  }

  @Test
  void twentyAtOnceGetOneAddress() throws Exception {
    var customer = customer("user-1");
    var tasks = new ArrayList<Callable<UUID>>();
    for (int i = 0; i < 20; i++) tasks.add(() -> address(customer, usdt, false).publicId());
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var found = new HashSet<UUID>();
      for (var future : executor.invokeAll(tasks)) found.add(future.get());
      assertThat(found).hasSize(1);
    }
  }

  @Test
  void aCustomerIsSavedByTheirIdAndKeepsWhatIsNotSent() {
    var named = new Customers.Draft("user-1", text("a@example.com"), text("A"));
    var first = world.db.tx(tx -> customers.save(tx, world.project, named));
    var again = customer("user-1");
    assertThat(again.publicId()).isEqualTo(first.publicId());
    assertThat(again.email()).contains("a@example.com");
    var removed =
        new Customers.Draft("user-1", TextChange.of(Optional.empty(), true), TextChange.keep());
    var last = world.db.tx(tx -> customers.save(tx, world.project, removed));
    assertThat(last.email()).isEmpty();
    assertThat(last.name()).contains("A");
    assertThatThrownBy(
            () -> world.db.tx(tx -> customers.get(tx, world.project.id() + 1, first.publicId())))
        .isInstanceOf(Rejection.Refused.class);
  }

  @Test
  void deliveriesThatAreDueFollowTheNewUrl() {
    var customer = customer("user-1");
    var destinations = new Destinations();
    for (var url : List.of("https://old.example.com/", "https://new.example.com/")) {
      var own =
          new Destination.OfCustomer(
              world.project.id(),
              customer.id(),
              "coffer",
              url,
              world.project.webhookSecretId(),
              Optional.empty());
      world.db.run(tx -> destinations.set(tx, own, world.now.get()));
      pay(address(customer, usdt, false), usdt, "1");
      world.mine(chain, World.DEPTH);
    }
    List<String> due =
        world.db.tx(
            tx ->
                tx.list(
                    """
                    SELECT DISTINCT t.url FROM delivery d JOIN destination t ON t.id = d.destination_id
                    WHERE d.status = 'due' AND d.project_id = ?
                    """,
                    row -> row.text("url"),
                    world.project.id()));
    assertThat(due).containsExactly("https://new.example.com/");
    world.db.run(tx -> destinations.clear(tx, customer.id(), "coffer", world.now.get()));
    Optional<String> url = world.db.tx(tx -> destinations.url(tx, customer.id(), "coffer"));
    assertThat(url).isEmpty();
    List<Destination> ofProject = world.db.tx(tx -> destinations.list(tx, world.project.id()));
    assertThat(ofProject).isEmpty();
  }

  /// Whose own URL is gone, the project hears of.
  @Test
  void deliveriesThatAreDueGoToTheProjectWhenTheUrlIsRemoved() {
    var customer = customer("user-1");
    var destinations = new Destinations();
    var own =
        new Destination.OfCustomer(
            world.project.id(),
            customer.id(),
            "coffer",
            "https://own.example.com/",
            world.project.webhookSecretId(),
            Optional.empty());
    var ofProject =
        new Destination.Draft(
            world.project.id(),
            Optional.empty(),
            "coffer",
            "https://project.example.com/",
            world.project.webhookSecretId(),
            List.of("payment.confirmed"));
    world.db.run(tx -> destinations.set(tx, own, world.now.get()));
    world.db.run(tx -> destinations.add(tx, ofProject, world.now.get()));
    pay(address(customer, usdt, false), usdt, "1");
    world.scan(chain);
    world.mine(chain, World.DEPTH);
    world.db.run(tx -> destinations.clear(tx, customer.id(), "coffer", world.now.get()));
    List<String> due =
        world.db.tx(
            tx ->
                tx.list(
                    """
                    SELECT e.type || ' ' || t.url AS text FROM delivery d JOIN destination t ON t.id = d.destination_id
                      JOIN event e ON e.id = d.event_id
                    WHERE d.project_id = ? AND d.status = 'due' AND t.enabled
                    """,
                    row -> row.text("text"),
                    world.project.id()));
    assertThat(due).containsExactly("payment.confirmed https://project.example.com/");
  }

  /// A reader that forgot the asset would miss what arrives.
  @Test
  void anAssetWithADepositAddressIsRead() {
    address(customer("user-1"), usdt, false);
    assertThatThrownBy(
            () ->
                world.db.run(tx -> tx.update("DELETE FROM reading WHERE asset_id = ?", usdt.id())))
        .hasStackTraceContaining("that others refer to");
    world.db.run(tx -> tx.update("DELETE FROM reading WHERE asset_id = ?", usdc.id()));
    assertThatThrownBy(
            () ->
                world.db.run(
                    tx ->
                        tx.update(
                            """
                            INSERT INTO deposit_address (public_id, project_id, mode, kind, address_id, asset_id, created_at)
                            SELECT gen_random_uuid(), project_id, mode, 'business', address_id, ?, now() FROM deposit_address
                            """,
                            usdc.id())))
        .hasStackTraceContaining("refers to what is not there");
  }
}
