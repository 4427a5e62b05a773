package coffer.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.chain.Rescan;
import coffer.core.Rejection;
import coffer.core.chain.Mode;
import coffer.core.chain.Rescans;
import coffer.core.tracking.TransferReports.Due;
import coffer.core.wallet.WatchSet;
import coffer.db.Db;
import coffer.db.TestDb;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Tracked addresses, and what is found on simulated chains.
class TrackedAddressesDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  private static final String EVM = "0x52908400098527886E0F7030069857D2E4169EE7";
  private static final String TRON = "TXYZopYRdj2D9XRtbG411XZZ3kM5VkAeBf";
  private static final String URL = "https://shop.example.com/";

  @AutoClose private final TrackingWorld tracking = new TrackingWorld(DATABASE);
  private final coffer.World world = tracking.world;

  @Test
  void aTransferIsDueOnceWhenItsBlockIsFinal() {
    var chain = world.chain("ethereum");
    var address = tracking.track(EVM.toLowerCase(java.util.Locale.ROOT), URL);
    assertThat(address.address()).isEqualTo(EVM);
    assertThat(address.networks()).containsExactly("ethereum");
    var usdt = tracking.pay(chain, "USDT", EVM, "12.44");
    var eth = tracking.pay(chain, "ETH", EVM, "0.5");
    world.mine(chain, 2);
    assertThat(tracking.take()).isEmpty();
    assertThat(tracking.transfers(address))
        .extracting(TrackedTransfer::status)
        .containsOnly(TrackedTransfer.Status.WAITING);
    world.mine(chain, 1);
    var due = tracking.take();
    assertThat(due).extracting(d -> d.transfer().txid()).containsExactlyInAnyOrder(usdt, eth);
    assertThat(due)
        .extracting(d -> d.transfer().amount().stripTrailingZeros().toPlainString())
        .containsExactlyInAnyOrder("12.44", "0.5");
    assertThat(due).extracting(Due::url).containsOnly(URL);
    assertThat(due.getFirst().transfer().address()).isEqualTo(EVM);
    world.mine(chain, 5);
    assertThat(tracking.take()).isEmpty();
    assertThat(count("movement")).isZero();
    assertThat(world.available(world.asset(chain, "USDT"))).isEqualByComparingTo("0");
  }

  @Test
  void everyChainOfTheFamilyIsRead() {
    var bitcoin = world.chain("bitcoin");
    var tron = world.chain("tron");
    var script =
        world.chains.text(
            world.address(
                world.invoice("1", "EUR", world.asset(bitcoin, "BTC")),
                world.asset(bitcoin, "BTC")),
            bitcoin);
    tracking.track(TRON, URL);
    tracking.track(script, URL);
    tracking.pay(tron, "TRX", TRON, "3");
    tracking.pay(bitcoin, "BTC", script, "0.01");
    world.mine(tron, 3);
    world.mine(bitcoin, 3);
    assertThat(tracking.take())
        .extracting(due -> due.transfer().network() + " " + due.transfer().asset().code())
        .containsExactlyInAnyOrder("tron TRX", "bitcoin BTC");
  }

  /// The address of an invoice is paid, booked and reported.
  @Test
  void anAddressOfAWalletIsBookedAllTheSame() {
    var chain = world.chain("ethereum");
    var usdt = world.asset(chain, "USDT");
    var invoice = world.invoice("9", "EUR", usdt);
    var text = world.chains.text(world.address(invoice, usdt), chain);
    var address = tracking.track(text, URL);
    assertThat(address.address()).isEqualTo(text);
    world.pay(invoice, usdt, "10");
    world.mine(chain, 3);
    assertThat(world.view(invoice).standing().status())
        .isEqualTo(coffer.core.invoice.Status.SETTLED);
    assertThat(world.available(usdt)).isEqualByComparingTo("10");
    assertThat(tracking.take()).hasSize(1);
  }

  @Test
  void anotherOrganizationsSimulatedChainIsNotRead() {
    try (var other = new TrackingWorld(DATABASE)) {
      var mine = tracking.track(EVM, URL);
      var theirs = other.track(EVM, "https://other.example.com/");
      assertThat(theirs.publicId()).isNotEqualTo(mine.publicId());
      var chain = other.world.chain("ethereum");
      other.pay(chain, "USDT", EVM, "1");
      other.world.mine(chain, 3);
      assertThat(tracking.transfers(mine)).isEmpty();
      assertThat(other.transfers(theirs)).hasSize(1);
      assertThat(list()).containsExactly(mine.publicId());
      assertThat(remove(theirs)).isFalse();
      assertThat(other.take()).hasSize(1);
    }
  }

  @Test
  void anAddressOfALiveProjectIsNotWatchedOnTestChains() {
    var live =
        world.db.tx(tx -> world.merchants.createProject(tx, world.organization, "Live", Mode.LIVE));
    assertThatThrownBy(() -> tracking.track(live, EVM, "plain", URL))
        .hasMessageContaining("Is no address on any network of this project.");
  }

  @Test
  void theSameAddressAgainReplacesTheUrl() {
    var chain = world.chain("ethereum");
    var first = tracking.track(EVM, URL);
    tracking.pay(chain, "USDT", EVM, "1");
    world.mine(chain, 1);
    var second = tracking.track(EVM, URL + "new");
    assertThat(second.publicId()).isEqualTo(first.publicId());
    world.mine(chain, 2);
    assertThat(tracking.take()).extracting(Due::url).containsExactly(URL + "new");
    assertThat(list()).containsExactly(first.publicId());
  }

  @Test
  void whatIsRemovedIsNotReported() {
    var chain = world.chain("ethereum");
    var address = tracking.track(EVM, URL);
    tracking.pay(chain, "USDT", EVM, "1");
    world.mine(chain, 1);
    assertThat(remove(address)).isTrue();
    assertThat(remove(address)).isFalse();
    assertThat(list()).isEmpty();
    tracking.pay(chain, "USDT", EVM, "2");
    world.mine(chain, 3);
    assertThat(tracking.take()).isEmpty();
    var again = tracking.track(EVM, URL);
    assertThat(again.publicId()).isNotEqualTo(address.publicId());
    assertThat(tracking.transfers(again)).isEmpty();
    tracking.pay(chain, "USDT", EVM, "3");
    world.mine(chain, 3);
    assertThat(tracking.take()).hasSize(1);
  }

  @Test
  void aProjectHasAtMostAThousandAndARemovedOneCountsForADay() {
    var last = Optional.<TrackedAddress>empty();
    for (int i = 0; i < TrackedAddresses.MAX_ADDRESSES; i++) {
      last = Optional.of(tracking.track("0x%040x".formatted(i + 1), URL));
    }
    assertThatThrownBy(() -> tracking.track(EVM, URL))
        .isInstanceOf(Rejection.Refused.class)
        .hasMessageContaining("1,000 tracked addresses");
    tracking.track("0x%040x".formatted(1), URL + "new");
    remove(last.orElseThrow());
    assertThatThrownBy(() -> tracking.track(EVM, URL)).hasMessageContaining("for 24 hours");
    long watched = count("watched_address");
    world.pass(Duration.ofHours(25));
    world.db.run(tx -> tracking.addresses.sweep(tx, world.now.get()));
    assertThat(count("watched_address")).isEqualTo(watched - 1);
    tracking.track(EVM, URL);
  }

  /// Blocks that were read before the address was added are not reported, even if they are read
  /// again.
  @Test
  void aRescanReportsNothing() {
    var chain = world.chain("ethereum");
    tracking.pay(chain, "USDT", EVM, "1");
    world.mine(chain, 10);
    var address = tracking.track(EVM, URL);
    world.db.run(tx -> Rescans.request(tx, chain, 1, world.now.get()));
    var source = world.sandbox.source(world.db, chain);
    var set = new WatchSet("evm");
    var rescan = new Rescan(world.db, chain, source, set, world.payments, world.clock);
    while (rescan.step()) {}
    assertThat(tracking.transfers(address)).isEmpty();
  }

  @Test
  void sentTransfersAreSweptAfterThreeDays() {
    var chain = world.chain("ethereum");
    var address = tracking.track(EVM, URL);
    tracking.pay(chain, "USDT", EVM, "1");
    world.mine(chain, 3);
    tracking.take();
    world.pass(Duration.ofDays(2));
    world.db.run(tx -> tracking.reports.sweep(tx, world.now.get()));
    assertThat(tracking.transfers(address)).hasSize(1);
    world.pass(Duration.ofDays(2));
    world.db.run(tx -> tracking.reports.sweep(tx, world.now.get()));
    assertThat(tracking.transfers(address)).isEmpty();
  }

  private boolean remove(TrackedAddress address) {
    return world.db.tx(tx -> tracking.addresses.remove(tx, world.project.id(), address.publicId()));
  }

  private List<UUID> list() {
    return world
        .db
        .tx(tx -> tracking.addresses.list(tx, world.project.id(), Optional.empty(), 10))
        .stream()
        .map(TrackedAddress::publicId)
        .toList();
  }

  /// Rows of this project or of its organization.
  private long count(String table) {
    var owner = table.equals("watched_address") ? "organization_id" : "project_id";
    long id = table.equals("watched_address") ? world.organization.id() : world.project.id();
    return world.db.tx(
        tx ->
            tx.only(
                "SELECT count(*) AS n FROM " + table + " WHERE " + owner + " = ?",
                row -> row.number("n"),
                id));
  }
}
