package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import tools.jackson.databind.JsonNode;

/// The operator adds a token to the catalogue of a server that runs.
@ResourceLock("log")
final class TokenAddedFlowTest {
  @TempDir private Path folder;
  @AutoClose private final Till.Tron tron = new Till.Tron();

  @Test
  void aTokenIsOfferedOnceTheServerThatReadsTheChainLooksForIt() throws Exception {
    var whole = tron.catalogue();
    var without = whole.substring(0, whole.indexOf("USDT") - "[double.assets.".length());
    try (var shop = new LiveShop(folder, List.of(tron))) {
      Files.writeString(folder.resolve("my-assets.toml"), without);
      shop.restart(); // its rows were made of the whole catalogue, but it never quoted the token
      shop.awaitState("double", "ok");
      assertThat(shop.order("USDT double").path("code").asString()).isEqualTo("asset_unavailable");

      // The operator adds the token to the file, and looks at the chains before the restart.
      Files.writeString(folder.resolve("my-assets.toml"), whole);
      assertThat(shop.run("chains"))
          .contains("only in the catalogue file, until a server starts with it: USDT on double");
      tron.bury();
      shop.awaitState("double", "ok");
      assertThat(shop.order("USDT double").path("code").asString()).isEqualTo("asset_unavailable");
      awaitCodes(shop, "TRX");

      shop.restart();
      awaitCodes(shop, "TRX", "USDT");
      var invoice = shop.order("USDT double");
      var quote = invoice.at("/quotes/0");
      assertThat(quote.path("due").asString("")).as("%s", invoice).isNotEmpty();
      tron.pay("USDT", quote.path("address").asString(), quote.path("due").asString());
      tron.bury();
      shop.hooks.await(invoice.path("id").asString(), "invoice.settled");
      assertThat(shop.invoice(invoice.path("id").asString()).path("payments")).hasSize(1);
    }
  }

  /// Two servers on one database, of which the one that reads the chain has the older catalogue.
  @Test
  void aServerWithAnOlderCatalogueReadsTheTokenOfANewerOne() throws Exception {
    var whole = tron.catalogue();
    var without = whole.substring(0, whole.indexOf("USDT") - "[double.assets.".length());
    try (var shop = new LiveShop(folder, List.of(tron))) {
      Files.writeString(folder.resolve("my-assets.toml"), without);
      shop.restart();
      shop.awaitState("double", "ok");
      Files.writeString(folder.resolve("my-assets.toml"), whole);
      var invoice = quotedBesideTheOlderOne(shop);
      var quote = invoice.at("/quotes/0");
      tron.pay("USDT", quote.path("address").asString(), quote.path("due").asString());
      tron.bury();
      shop.hooks.await(invoice.path("id").asString(), "invoice.settled");
    }
  }

  /// The newer server starts, and the older one keeps the chain.
  private JsonNode quotedBesideTheOlderOne(LiveShop shop) {
    try (var _ = TestNode.start(folder.resolve("coffer.toml"))) {
      tron.bury();
      awaitCodes(shop, "TRX", "USDT");
      return shop.order("USDT double");
    }
  }

  /// Asked as seldom as a program should: requests are limited.
  private static void awaitCodes(LiveShop shop, String... codes) {
    await()
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> assertThat(codes(shop)).containsExactly(codes));
  }

  private static List<String> codes(LiveShop shop) {
    return shop.get("/coffer/v1/assets")
        .path("data")
        .valueStream()
        .filter(asset -> asset.path("chain").asString().equals("double"))
        .map(asset -> asset.path("asset").asString())
        .toList();
  }
}
