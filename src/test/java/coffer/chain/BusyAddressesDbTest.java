package coffer.chain;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.World;
import coffer.chain.MadeUpChain.Pay;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.Mode;
import coffer.core.chain.Transfer;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Status;
import coffer.core.tracking.TrackedTransfers;
import coffer.core.tracking.TrackingWorld;
import coffer.db.Db;
import coffer.db.TestDb;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// The busiest addresses of a chain are tracked, beside payments on invoices.
class BusyAddressesDbTest {
  private static final String BUSY = "0x52908400098527886E0F7030069857D2E4169EE7";
  private static final String URL = "https://shop.example.com/";
  private static final int BUSY_BLOCK = 2_000;

  /// Numbers of receivers on the made-up chain.
  private static final int TRACKED = 1_000_000;

  private final Db.Address database = TestDb.address();
  @AutoClose private final TrackingWorld tracking = new TrackingWorld(database);
  private final World world = tracking.world;
  private final Chain chain =
      world.db.tx(tx -> world.sandbox.chain(tx, world.organization.id(), "ethereum"));
  private final Asset eth = world.asset(chain, "ETH");
  private final MadeUpChain made = new MadeUpChain(world.now.get());
  private final List<InvoiceView> invoices = new ArrayList<>();

  /// How many transfers the node was asked about.
  private int asked;

  private final BlockScanner scanner =
      world.watch(chain, counting(made.source(eth, this::receiver, 1)), Optional.of(0L));

  private Address receiver(int number) {
    return number == TRACKED
        ? tracking.parse(chain, BUSY)
        : world.address(invoices.get(number), eth);
  }

  private ChainSource counting(ChainSource source) {
    return new Detour(source) {
      @Override
      public List<Transfer> resolve(List<Candidate> candidates) {
        asked += candidates.size();
        return super.resolve(candidates);
      }
    };
  }

  private void block(int number, Pay... more) {
    var pays = new ArrayList<Pay>(List.of(more));
    IntStream.range(0, BUSY_BLOCK)
        .mapToObj(i -> new Pay("0x" + number + "-" + i, "log:0", TRACKED, BigInteger.TEN))
        .forEach(pays::add);
    made.extend(List.of(pays));
    while (scanner.step()) {}
  }

  private Pay payment(String txid) {
    invoices.add(world.invoice("2500", "EUR", eth));
    return new Pay(txid, "value", invoices.size() - 1, world.units(eth, "1"));
  }

  private Status status() {
    return world.view(invoices.getLast()).standing().status();
  }

  @Test
  void theNodeIsAskedAboutNoMoreThanTheBudgetAndOneBlock() {
    var busy = tracking.track(BUSY, URL);
    block(1, payment("0xa"));
    assertThat(asked).isEqualTo(BUSY_BLOCK + 1);
    block(2, payment("0xb"));
    assertThat(asked).isEqualTo(BUSY_BLOCK + 2);
    assertThat(tracking.transfers(busy)).hasSize(TrackedTransfers.MAX_PER_HOUR);
    assertThat(tracking.now(busy).skipped())
        .isEqualTo(2 * BUSY_BLOCK - TrackedTransfers.MAX_PER_HOUR);
    world.pass(Duration.ofHours(1));
    block(3);
    assertThat(asked).isGreaterThanOrEqualTo(2 * BUSY_BLOCK);
    made.extend(List.of(List.of(), List.of(), List.of()));
    while (scanner.step()) {}
    assertThat(status()).isEqualTo(Status.SETTLED);
    assertThat(world.available(eth)).isEqualByComparingTo("2");
    assertThat(tracking.now(busy).skipped() + tracking.transfers(busy).size())
        .isEqualTo(3 * BUSY_BLOCK);
  }

  /// Another project begins to track the address that the reader passes over.
  @Test
  void aProjectWithABudgetGetsItsTransfers() {
    tracking.track(BUSY, URL);
    block(1);
    block(2);
    assertThat(asked).isEqualTo(BUSY_BLOCK);
    var other =
        world.db.tx(
            tx -> world.merchants.createProject(tx, world.organization, "Other", Mode.TEST));
    var theirs = tracking.track(other, BUSY, "plain", URL);
    block(3);
    assertThat(tracking.transfers(theirs)).hasSize(TrackedTransfers.MAX_PER_HOUR);
  }

  /// A tracked address that a wallet derives later is paid like any other.
  @Test
  void anAddressThatBecomesOursIsReadAgain() {
    tracking.track(BUSY, URL);
    block(1);
    block(2);
    assertThat(asked).isEqualTo(BUSY_BLOCK);
    var invoice = world.invoice("2500", "EUR", eth);
    world.db.run(
        tx ->
            tx.update(
                "UPDATE watched_address SET address = ? WHERE family = 'evm' AND address = ?",
                tracking.parse(chain, BUSY).bytes(),
                world.address(invoice, eth).bytes()));
    made.extend(
        List.of(List.of(new Pay("0xc", "value", TRACKED, world.units(eth, "1"))), List.of()));
    while (scanner.step()) {}
    assertThat(world.view(invoice).payments()).hasSize(1);
  }

  @Test
  void aBlockOfTransfersToTrackedAddressesDelaysNoPayment() {
    tracking.track(BUSY, URL);
    block(1, payment("0xa"));
    long began = System.nanoTime();
    block(2, payment("0xb"));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
    assertThat(world.view(invoices.getLast()).payments()).hasSize(1);
  }
}
