package coffer.chain.evm;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.chain.Keccak;
import coffer.chain.Rescan;
import coffer.core.chain.Rescans;
import coffer.core.invoice.Status;
import coffer.core.wallet.WatchSet;
import coffer.db.Db;
import coffer.db.TestDb;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// A chain with logs of its own coin's moves (EIP-7708). Anvil has none, so the code at the payee's
/// address has the contract at the system address tell Transfer(from, to, value), as the protocol
/// would.
class EvmChangedSourceDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  @AutoClose private final EvmShop shop = new EvmShop(DATABASE, new NativeSource.Blocks());

  @Test
  void aPaymentThatBlocksShowedIsNotBookedAgainByItsLog() {
    var anvil = shop.anvil;
    anvil.copyCode(shop.fake, EvmPinnedAssets.SYSTEM);
    var invoice = shop.invoice("2", "ETH");
    anvil.rpc("anvil_setCode", shop.to(invoice), claimsItsValue());
    var from = anvil.height() + 1; // the first height with such logs
    shop.pay(invoice, "ETH", "2");
    shop.scan();
    shop.finalizeBlocks();
    assertThat(shop.status(invoice)).isEqualTo(Status.SETTLED);

    var settings = new NativeSource.Log7708(from, new NativeSource.Blocks());
    var endpoints = List.of(EvmEndpoint.of(anvil.url()));
    var assets = shop.world.chains.assetsOf(shop.chain);
    try (var logs = new EvmSource(shop.chain, assets, settings, endpoints, EvmWorld.LIMITS)) {
      shop.world.db.run(tx -> Rescans.request(tx, shop.chain, from, shop.world.now.get()));
      var set = new WatchSet("evm");
      var world = shop.world;
      var rescan = new Rescan(world.db, shop.chain, logs, set, world.payments, world.clock);
      while (rescan.step()) {}
    }
    var view = shop.world.view(invoice);
    assertThat(view.payments()).hasSize(1);
    assertThat(view.payments().getFirst().position()).isEqualTo("value");
    assertThat(shop.available("ETH"))
        .isEqualByComparingTo(shop.onChain(shop.to(invoice), "ETH"))
        .isEqualByComparingTo("2");
  }

  /// Calls `claim(caller, itself, value)` of the system address.
  private static String claimsItsValue() {
    var signature = "claim(address,address,uint256)".getBytes(StandardCharsets.US_ASCII);
    var selector = HexFormat.of().formatHex(Arrays.copyOf(Keccak.hash(signature), 4));
    return "0x63"
        + selector
        + "60e01b600052"
        + "33600452"
        + "30602452"
        + "34604452"
        + "60006000606460006000"
        + "73"
        + EvmPinnedAssets.SYSTEM.substring(2)
        + "5af1"
        + "00";
  }
}
