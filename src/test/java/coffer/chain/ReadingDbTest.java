package coffer.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.World;
import coffer.chain.MadeUpChain.Pay;
import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.chain.BlockRef;
import coffer.core.chain.Catalogue;
import coffer.core.chain.Chain;
import coffer.core.chain.Chain.Finality;
import coffer.core.chain.Chains;
import coffer.core.chain.Cursor;
import coffer.core.chain.Cursors;
import coffer.core.chain.Mode;
import coffer.core.chain.Readings;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Status;
import coffer.core.wallet.WatchSet;
import coffer.db.Db;
import coffer.db.TestDb;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// An asset is quoted only while whoever reads its chain looks for it, whatever servers with other
/// catalogues run beside each other.
class ReadingDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  private static final AtomicInteger CHAINS = new AtomicInteger();
  private static final List<List<Pay>> FIVE_EMPTY = Collections.nCopies(5, List.of());

  private final String name = "read-" + CHAINS.incrementAndGet();
  @AutoClose private final World world = world();
  private final Chain chain =
      world.chains.all().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  private final Asset eth = world.asset(chain, "ETH");
  private final Asset usdt = world.asset(chain, "USDT");
  private final MadeUpChain made = new MadeUpChain(world.now.get());
  private final List<InvoiceView> invoices = new ArrayList<>();

  /// A server that was not restarted yet reads the chain; one that was has a new token.
  @Test
  void aReaderThatLacksAnAssetBooksNothing() {
    sync(false);
    var before = reader(new Node(eth));
    made.extend(FIVE_EMPTY);
    while (before.step()) {}
    sync(true);
    assertThat(reads(usdt)).as("the newer one has not read yet").isFalse();
    assertThatThrownBy(() -> world.invoice("9", "EUR", usdt))
        .hasMessageContaining("AssetUnavailable");

    var newer = reader(new Node(eth, usdt));
    newer.step();
    assertThat(reads(usdt)).isTrue();
    assertThat(since(usdt)).isEqualTo(6);
    invoices.add(world.invoice("9", "EUR", usdt));
    made.extend(List.of(List.of(pay("0xf1", "10"))));
    assertThatThrownBy(before::step).isInstanceOf(AssetsChanged.class);
    assertThat(cursor().block().height()).isEqualTo(5);

    var again = reader(new Node(eth, usdt)); // the older one made its reader of the rows
    made.extend(FIVE_EMPTY);
    while (again.step()) {}
    assertThat(status()).isEqualTo(Status.SETTLED);
  }

  /// A block may be on its way into the database when another server begins to read a token.
  @Test
  void readingBeginsBetweenTwoBlocksWhoeverBooksThem() {
    sync(false);
    var older =
        new Node(eth) {
          private boolean once = true;

          @Override
          public List<Block> blocks(BlockRef after, long last, long finalHeight) {
            var blocks = super.blocks(after, last, finalHeight);
            if (once) {
              once = false;
              sync(true);
              world.db.run(tx -> new Readings().begin(tx, usdt, 1)); // by another server
              invoices.add(world.invoice("9", "EUR", usdt));
            }
            return blocks;
          }
        };
    var before = reader(older);
    made.extend(FIVE_EMPTY);
    assertThatThrownBy(before::step).isInstanceOf(AssetsChanged.class);
    assertThat(cursor().block().height()).isZero();
    made.extend(List.of(List.of(pay("0xf1", "10"))));
    made.extend(FIVE_EMPTY);
    var newer = reader(new Node(eth, usdt));
    while (newer.step()) {}
    assertThat(status()).isEqualTo(Status.SETTLED);
  }

  /// A token that only the newer catalogue has is read by an older server, too.
  @Test
  void aNewRowMakesTheReaderAnewWhichThenOffersIt() {
    var older = new Node(eth);
    var scanner = reader(older);
    assertThat(reads(eth)).isTrue();
    made.extend(List.of(List.of()));
    assertThatThrownBy(scanner::step)
        .as("the catalogue offers a token that is not looked for")
        .isInstanceOf(AssetsChanged.class);
    var assets = world.db.tx(tx -> new Readings().open(tx, chain, Asset::enabled));
    assertThat(assets).containsExactly(eth, usdt);
    var anew = reader(new Node(assets.toArray(Asset[]::new)));
    while (anew.step()) {}
    assertThat(reads(usdt)).isTrue();
  }

  @Test
  void aTokenThatCannotBeCheckedStopsItselfAndNotTheChain() {
    var node = new Node(eth, usdt);
    node.doubts.put(usdt, new ChainSource.Doubt(false, "the node does not support constant"));
    var scanner = reader(node);
    made.extend(FIVE_EMPTY);
    while (scanner.step()) {}
    assertThat(cursor().block().height()).isEqualTo(5);
    assertThat(reads(eth)).isTrue();
    assertThat(reads(usdt)).isFalse();
    assertThat(scanner.unread()).isEqualTo(Map.of("USDT", "the node does not support constant"));
    assertThatThrownBy(() -> world.invoice("9", "EUR", usdt))
        .hasMessageContaining("AssetUnavailable");

    node.doubts.clear(); // the operator set the node up
    world.pass(Duration.ofMinutes(1));
    scanner.step();
    assertThat(scanner.unread()).isEmpty();
    assertThat(since(usdt)).isEqualTo(6);
    invoices.add(world.invoice("9", "EUR", usdt));
    made.extend(List.of(List.of(pay("0xf1", "10"))));
    made.extend(FIVE_EMPTY);
    while (scanner.step()) {}
    assertThat(status()).isEqualTo(Status.SETTLED);
  }

  /// Its amounts may be wrong by a power of ten, and quotes of it may be paid.
  @Test
  void aTokenThatIsReadAndContradictsItsRowStopsTheChain() {
    reader(new Node(eth, usdt));
    invoices.add(world.invoice("9", "EUR", usdt));
    var other = new Node(eth, usdt);
    other.doubts.put(usdt, new ChainSource.Doubt(true, "the contract has 18 decimals"));
    made.extend(List.of(List.of(pay("0xf1", "10"))));
    var scanner = reader(other, false);
    assertThatThrownBy(scanner::step)
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("USDT: the contract has 18 decimals");
    assertThat(cursor().block().height()).isZero();
  }

  /// It was checked when its reading began; its row cannot have changed since.
  @Test
  void aTokenThatIsReadAndTellsNothingAnyMoreIsReadOn() {
    reader(new Node(eth, usdt));
    invoices.add(world.invoice("9", "EUR", usdt));
    var other = new Node(eth, usdt);
    other.doubts.put(usdt, new ChainSource.Doubt(false, "the node does not support constant"));
    made.extend(List.of(List.of(pay("0xf1", "10"))));
    made.extend(FIVE_EMPTY);
    var scanner = reader(other);
    while (scanner.step()) {}
    assertThat(status()).isEqualTo(Status.SETTLED);
    assertThat(scanner.unread()).isEmpty();
  }

  /// Two servers ask two nodes, of which one cannot check the contract.
  @Test
  void whatAnotherServerBeganToReadIsNotLeftOutHere() {
    var blind = new Node(eth, usdt);
    blind.doubts.put(usdt, new ChainSource.Doubt(false, "the node does not support constant"));
    var one = reader(blind);
    made.extend(List.of(List.of()));
    while (one.step()) {}
    var another = reader(new Node(eth, usdt));
    another.step();
    invoices.add(world.invoice("9", "EUR", usdt));
    made.extend(List.of(List.of(pay("0xf1", "10"))));
    assertThatThrownBy(one::step).isInstanceOf(AssetsChanged.class);
    made.extend(FIVE_EMPTY);
    var anew = reader(blind);
    while (anew.step()) {}
    assertThat(status()).isEqualTo(Status.SETTLED);
  }

  /// A quote of a version that kept no record of what is read, paid while nobody looked for it.
  @Test
  void theGapOfAnAssetThatWasQuotedBeforeItWasReadIsReadByARescan() {
    var older = reader(new Node(eth, usdt));
    made.extend(FIVE_EMPTY);
    while (older.step()) {}
    invoices.add(world.invoice("9", "EUR", usdt));
    world.pass(Duration.ofHours(5));
    var unaware = new Node(eth, usdt);
    unaware.blind = true;
    made.extend(Collections.nCopies(40, List.of()));
    made.extend(List.of(List.of(pay("0xf1", "10"))));
    made.extend(Collections.nCopies(40, List.of()));
    var missing = reader(unaware);
    while (missing.step()) {}
    assertThat(world.view(invoices.getFirst()).payments()).isEmpty();
    world.db.run(
        tx ->
            tx.update("UPDATE reading SET since = NULL, gap = true WHERE asset_id = ?", usdt.id()));

    var node = new Node(eth, usdt);
    var scanner = reader(node);
    scanner.step();
    assertThat(since(usdt)).isEqualTo(87);
    var rescan =
        new Rescan(world.db, chain, node, new WatchSet("evm"), world.payments, world.clock);
    assertThat(rescan.unfinished()).singleElement().returns("gap-USDT", Cursor::name);
    while (rescan.step()) {}
    made.extend(FIVE_EMPTY);
    while (scanner.step()) {}
    while (rescan.step()) {}
    assertThat(rescan.unfinished()).isEmpty();
    assertThat(world.view(invoices.getFirst()).payments()).hasSize(1);
    assertThat(world.available(usdt)).isEqualByComparingTo("10");
  }

  @Test
  void theDatabaseRefusesAQuoteOfWhatIsNotRead() {
    reader(new Node(eth, usdt));
    var invoice = world.invoice("9", "EUR", usdt);
    assertThatThrownBy(
            () ->
                world.db.run(tx -> tx.update("DELETE FROM reading WHERE asset_id = ?", usdt.id())))
        .hasMessageContaining("a row of reading that others refer to stays as it is");
    assertThat(world.view(invoice).quotes()).hasSize(1);
  }

  /// As when its reading ends between a server's last look and the commit.
  @Test
  void aQuoteOfWhatIsReadNoMoreIsRefusedAsUnavailable() {
    reader(new Node(eth, usdt));
    world.chains.refresh();
    world.db.run(tx -> tx.update("DELETE FROM reading WHERE asset_id = ?", usdt.id()));
    assertThatThrownBy(() -> world.invoice("9", "EUR", usdt))
        .isInstanceOfSatisfying(
            Rejection.Refused.class,
            refused ->
                assertThat(refused.rejection()).isInstanceOf(Rejection.AssetUnavailable.class));
  }

  /// Switched off in the catalogue: what was quoted may be paid yet, what never was is forgotten.
  @Test
  void aTokenThatIsSwitchedOffIsReadOnIfItWasQuoted() {
    reader(new Node(eth, usdt));
    sync(false);
    assertThat(open()).as("never quoted").containsExactly(eth);
    sync(true);
    assertThat(reads(usdt)).as("switched on again, not read yet").isFalse();
    made.extend(FIVE_EMPTY);
    var scanner = reader(new Node(eth, usdt));
    while (scanner.step()) {}
    assertThat(since(usdt)).isEqualTo(1);

    invoices.add(world.invoice("9", "EUR", usdt));
    sync(false);
    assertThat(open()).containsExactly(eth, usdt);
    var lacking = reader(new Node(eth));
    made.extend(List.of(List.of(pay("0xf1", "10"))));
    assertThatThrownBy(lacking::step).isInstanceOf(AssetsChanged.class);
    made.extend(FIVE_EMPTY);
    while (scanner.step()) {}
    assertThat(status()).isEqualTo(Status.SETTLED);
  }

  /// A new project's simulated chains look for all of their coins.
  @Test
  void simulatedCoinsAreOfferedFromTheFirstRequestOn() {
    var both = new World(DATABASE);
    try (both) {
      var sandbox = both.db.tx(tx -> both.sandbox.chain(tx, both.organization.id(), "ethereum"));
      var coin = both.asset(sandbox, "USDT");
      assertThat(both.chains.offered(Mode.TEST, both.organization.id())).contains(coin);
      assertThat(both.invoice("9", "EUR", coin).quotes()).hasSize(1);
    }
  }

  private List<Asset> open() {
    return world.db.tx(tx -> new Readings().open(tx, chain, Asset::enabled));
  }

  private void sync(boolean enabled) {
    new Chains(world.db, catalogue(enabled), List.copyOf(world.chains.formats())).sync();
    world.chains.refresh();
  }

  private BlockScanner reader(ChainSource source) {
    return reader(source, true);
  }

  private BlockScanner reader(ChainSource source, boolean started) {
    var scanner = world.scanner(chain, source, Optional.of(0L));
    if (started
        && world.db.<Boolean>tx(tx -> new Cursors().get(tx, chain.id(), Cursor.HEAD).isEmpty()))
      scanner.step();
    return scanner;
  }

  private boolean reads(Asset asset) {
    return world.db.tx(tx -> new Readings().reads(tx, asset));
  }

  private long since(Asset asset) {
    return world.db.tx(
        tx ->
            tx.only(
                "SELECT since FROM reading WHERE asset_id = ?",
                row -> row.number("since"),
                asset.id()));
  }

  private Status status() {
    return world.view(invoices.getFirst()).standing().status();
  }

  private Cursor cursor() {
    return world.db.tx(tx -> new Cursors().get(tx, chain.id(), Cursor.HEAD)).orElseThrow();
  }

  private Pay pay(String txid, String amount) {
    return new Pay(txid, "log:0", 0, world.units(usdt, amount));
  }

  private World world() {
    return new World(DATABASE, catalogue(true), Mode.TEST, Instant.parse("2026-11-20T10:00:00Z"));
  }

  private Catalogue catalogue(boolean withUsdt) {
    var spec =
        new Chain.Spec("Read", "1337", Duration.ofMinutes(5), new Finality.Depth(3), "", false);
    var coin = World.asset("ETH", 18, Optional.empty());
    var token = World.asset("USDT", 6, Optional.of("contract-USDT"));
    var assets = withUsdt ? List.of(coin, token) : List.of(coin);
    return new Catalogue(
        List.of(new Catalogue.ChainEntry(name, "read", "evm", Mode.TEST, spec, assets)));
  }

  /// The made-up chain, read by a server that looks for some assets.
  private class Node extends Detour {
    final Map<Asset, Doubt> doubts = new HashMap<>();
    private final Set<Integer> known = new HashSet<>();
    private boolean blind;

    Node(Asset... assets) {
      super(made.source(usdt, _ -> world.address(invoices.getFirst(), usdt), 100));
      Arrays.stream(assets).forEach(asset -> known.add(asset.id()));
    }

    @Override
    public boolean reads(int assetId) {
      return known.contains(assetId);
    }

    @Override
    public Map<Asset, Doubt> doubts() {
      return Map.copyOf(doubts);
    }

    @Override
    public List<Block> blocks(BlockRef after, long last, long finalHeight) {
      var blocks = super.blocks(after, last, finalHeight);
      if (known.contains(usdt.id()) && !blind) return blocks;
      return blocks.stream().map(b -> new Block(b.header(), BlockTransfers.of(List.of()))).toList();
    }
  }
}
