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

  /// An invoice may have been quoted in it, and be paid yet.
  @Test
  void whatIsNoLongerOfferedIsWatchedWhereItWasQuoted() {
    try (var world = new World(TestDb.address())) {
      var chain = world.chain("ethereum");
      world.invoice("9", "EUR", world.asset(chain, "USDT"));
      assertThat(watched(world, chain)).containsExactly("ETH", "USDT", "USDC");
      world.db.run(tx -> tx.update("UPDATE asset SET enabled = false WHERE code <> 'ETH'"));
      assertThat(watched(world, chain)).containsExactly("ETH", "USDT");
    }
  }

  private static List<String> watched(World world, Chain chain) {
    return world.db.tx(tx -> world.chains.watched(tx, chain)).stream().map(Asset::code).toList();
  }

  private static List<String> offered(Chains chains, String chain) {
    return chains.offered(Mode.LIVE, 0).stream()
        .filter(asset -> chains.chainOf(asset).name().equals(chain))
        .map(Asset::code)
        .toList();
  }

  private static Chains sync(String name, AssetEntry... assets) {
    var spec =
        new Chain.Spec(name, "1", Duration.ofSeconds(2), new Chain.Finality.Depth(3), "", false);
    var entry = new ChainEntry(name, name, "evm", Mode.LIVE, spec, List.of(assets));
    var chains = new Chains(db, new Catalogue(List.of(entry)), List.of(new EvmAddresses()));
    chains.sync();
    return chains;
  }

  private static AssetEntry token(String code, int decimals, String contract) {
    return World.asset(code, decimals, Optional.of(contract));
  }
}
