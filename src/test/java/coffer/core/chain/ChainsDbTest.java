package coffer.core.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.World;
import coffer.chain.evm.EvmAddresses;
import coffer.core.chain.Catalogue.AssetEntry;
import coffer.core.chain.Catalogue.ChainEntry;
import coffer.db.Db;
import coffer.db.TestDb;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// What becomes of the rows when an operator changes the catalogue.
class ChainsDbTest {
  @AutoClose private static final Db db = TestDb.create();

  @Test
  void whatLeftTheCatalogueIsNotOffered() {
    sync("left", token("USDT", 6, "0x1"), token("USDC", 6, "0x2"));
    var chains = sync("left", token("USDT", 6, "0x1"));
    assertThat(offered(chains, "left")).containsExactly("USDT");
    assertThat(offered(sync("left", token("USDC", 6, "0x2")), "left")).containsExactly("USDC");
  }

  /// Nobody would see what is paid in it.
  @Test
  void whatIsNotReadYetIsNotOffered() {
    var chains = sync("unread", token("USDT", 6, "0x1"), token("USDC", 6, "0x2"));
    var usdt = chains.configured(Mode.LIVE, 0).stream().filter(this::ofUnread).toList().getFirst();
    assertThat(chains.offered(Mode.LIVE, 0)).noneMatch(this::ofUnread);
    assertThat(chains.find(Mode.LIVE, 0, "USDT", "unread")).contains(usdt);
    db.run(tx -> new Readings().begin(tx, usdt, 1));
    assertThat(db.<Boolean>tx(tx -> chains.reads(tx, usdt))).isTrue();
    chains.refresh();
    assertThat(chains.offered(Mode.LIVE, 0).stream().filter(this::ofUnread)).containsExactly(usdt);
  }

  private boolean ofUnread(Asset asset) {
    return db.tx(
            tx ->
                tx.only(
                    "SELECT name FROM chain WHERE id = ?",
                    row -> row.text("name"),
                    asset.chainId()))
        .equals("unread");
  }

  /// What an operator sets up before the first start needs chains; later a command goes by what the
  /// servers wrote.
  @Test
  void aCommandWritesTheCatalogueOnlyBeforeTheFirstStart() {
    try (var fresh = TestDb.create()) {
      chains(fresh, "opened", token("USDT", 6, "0x1")).open();
      var later = chains(fresh, "opened", token("USDT", 6, "0x1"), token("USDC", 6, "0x2"));
      later.open();
      assertThat(later.configured(Mode.LIVE, 0)).extracting(Asset::code).containsExactly("USDT");
      later.sync();
      assertThat(later.configured(Mode.LIVE, 0))
          .extracting(Asset::code)
          .containsExactly("USDT", "USDC");
    }
  }

  /// Money was booked, and may be on its way, by what the row says.
  @Test
  void aContractIsPinnedForEver() {
    sync("pinned", token("USDT", 6, "0x1"));
    assertThatThrownBy(() -> sync("pinned", token("USDT", 6, "0x2")))
        .hasMessageContaining("USDT on pinned")
        .hasMessageContaining("0x1");
    assertThatThrownBy(() -> sync("pinned", token("USDT", 18, "0x1")))
        .hasMessageContaining("18 decimals");
    sync("pinned", token("USDT", 6, "0x1"), token("USDT2", 6, "0x2"));
  }

  @Test
  void aChainKeepsItsModeAndItsFamily() {
    sync("kept", token("USDT", 6, "0x1"));
    assertThatThrownBy(() -> chains(db, "kept", "evm", Mode.TEST, token("USDT", 6, "0x1")).sync())
        .hasMessage(
            "kept is evm, live in the database, evm, test in the catalogue: give another one another name");
    assertThatThrownBy(() -> chains(db, "kept", "tron", Mode.LIVE, token("USDT", 6, "0x1")).sync())
        .hasMessageContaining("tron, live in the catalogue");
    assertThat(sync("kept", token("USDT", 6, "0x1")).all())
        .extracting(Chain::mode)
        .contains(Mode.LIVE);
  }

  /// An invoice may have been quoted in it, and be paid yet.
  @Test
  void whatIsNoLongerOfferedIsWatchedWhereItWasQuoted() {
    try (var world = new World(TestDb.address())) {
      var chain = world.chain("ethereum");
      world.invoice("9", "EUR", world.asset(chain, "USDT"));
      assertThat(watched(world, chain)).containsExactly("ETH", "USDT", "USDC");
      world.db.run(tx -> tx.update("UPDATE asset SET enabled = false WHERE code <> 'ETH'"));
      assertThat(watched(world, chain)).containsExactly("ETH", "USDT");
      assertThat(world.db.<Boolean>tx(tx -> world.chains.reads(tx, world.asset(chain, "USDT"))))
          .isTrue();
    }
  }

  private static List<String> watched(World world, Chain chain) {
    return world.db.tx(tx -> new Readings().open(tx, chain, Asset::enabled)).stream()
        .map(Asset::code)
        .toList();
  }

  /// Once it is read.
  private static List<String> offered(Chains chains, String chain) {
    for (var each : chains.all()) {
      db.run(tx -> chains.assetsOf(each).forEach(asset -> new Readings().begin(tx, asset, 1)));
    }
    chains.refresh();
    return chains.offered(Mode.LIVE, 0).stream()
        .filter(asset -> chains.chainOf(asset).name().equals(chain))
        .map(Asset::code)
        .toList();
  }

  private static Chains sync(String name, AssetEntry... assets) {
    var chains = chains(db, name, assets);
    chains.sync();
    return chains;
  }

  private static Chains chains(Db db, String name, AssetEntry... assets) {
    return chains(db, name, "evm", Mode.LIVE, assets);
  }

  private static Chains chains(Db db, String name, String family, Mode mode, AssetEntry... assets) {
    var spec =
        new Chain.Spec(name, "1", Duration.ofSeconds(2), new Chain.Finality.Depth(3), "", false);
    var entry = new ChainEntry(name, name, family, mode, spec, List.of(assets));
    return new Chains(db, new Catalogue(List.of(entry)), List.of(new EvmAddresses()));
  }

  private static AssetEntry token(String code, int decimals, String contract) {
    return World.asset(code, decimals, Optional.of(contract));
  }
}
