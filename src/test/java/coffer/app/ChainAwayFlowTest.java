package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.testnet.FaultyNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// Three chains, of which one is away: the others go on, and it catches up.
@ResourceLock("log")
final class ChainAwayFlowTest {
  @TempDir private Path folder;
  @AutoClose private final Till.Evm evm = new Till.Evm("mainlike", 31_339, "ETH", "USDC", 6);
  @AutoClose private final FaultyNode road = FaultyNode.before(evm.anvil.url());
  @AutoClose private final Till.Bitcoin bitcoin = new Till.Bitcoin();
  @AutoClose private final Till.Tron tron = new Till.Tron();

  @Test
  void aChainThatWasNeverReadIsTakenWhenItsNodeComes() {
    bitcoin.node.stop(); // its port refuses connections
    try (var shop = shop()) {
      await().until(() -> shop.state("mainlike").equals("ok") && shop.state("double").equals("ok"));
      await()
          .until(() -> shop.state("regtest").equals("not read yet: its node gives no good answer"));
      assertThat(shop.get("/health/ready").path("status").asString()).isEqualTo("degraded");

      paid(shop, tron, "USDT");
      paid(shop, evm, "ETH");
      var refused = shop.order("BTC regtest");
      assertThat(refused.path("code").asString()).as("%s", refused).isEqualTo("asset_unavailable");
      var both = shop.order("BTC regtest", "USDT double");
      var choice = "/invoices/" + both.path("id").asString() + "/quote";
      assertThat(shop.post(choice, "{\"asset\":\"BTC\",\"network\":\"regtest\"}").path("code"))
          .hasToString("\"asset_unavailable\"");
      assertThat(shop.post(choice, "{\"asset\":\"USDT\",\"network\":\"double\"}").at("/quotes/0"))
          .isNotEmpty();

      var row = shop.row("regtest");
      assertThat(row).contains("unreachable ", "not read yet: ");
      assertThat(row.split(" +")).startsWith(row.split(" +")[0], "regtest", "-", "-", "-", "-");

      bitcoin.node.restart();
      shop.awaitState("regtest", "ok");
      paid(shop, bitcoin, "BTC");
    }
  }

  @Test
  void aPaymentThatNobodyCouldSeeIsBookedWhenTheNodeIsBack() {
    evm.at(road.url());
    try (var shop = shop()) {
      await()
          .until(
              () ->
                  List.of("mainlike", "regtest", "double").stream()
                      .allMatch(c -> shop.state(c).equals("ok")));
      paid(shop, evm, "USDC");
      var before = shop.order("USDC mainlike");

      await().until(() -> shop.row("mainlike").matches(".* 0 / \\d+ s .*"));
      road.down();
      shop.awaitState("mainlike", "its node gives no good answer");
      var health = shop.get("/health/ready");
      assertThat(health.path("status").asString()).isEqualTo("degraded");
      assertThat(health.path("http").isMissingNode()).as("still in service").isTrue();
      assertThat(shop.state("double")).isEqualTo("ok");
      shop.restart(); // and a server that starts without it, starts
      paid(shop, tron, "TRX");

      // It was read once: there is a place to go on from, so it is offered all the while.
      var meanwhile = shop.order("ETH mainlike");
      pay(before, "USDC");
      pay(meanwhile, "ETH");
      evm.anvil.mine(70);
      await().until(() -> shop.row("mainlike").contains("unreachable "));
      assertThat(shop.hooks.types(id(before))).doesNotContain("payment.seen");
      assertThat(shop.row("mainlike")).matches(".* 0 / \\d+ s .*its node gives no good answer: .*");

      road.heal();
      shop.hooks.await(id(before), "invoice.settled");
      shop.hooks.await(id(meanwhile), "invoice.settled");
      shop.awaitState("mainlike", "ok");
      assertThat(shop.row("mainlike").split(" +"))
          .contains(String.valueOf(evm.anvil.height()), "ok");
    }
  }

  private LiveShop shop() {
    return new LiveShop(folder, List.of(evm, bitcoin, tron));
  }

  private static String id(tools.jackson.databind.JsonNode invoice) {
    return invoice.path("id").asString();
  }

  private void pay(tools.jackson.databind.JsonNode invoice, String code) {
    var quote = invoice.at("/quotes/0");
    evm.pay(code, quote.path("address").asString(), quote.path("due").asString());
  }

  /// A whole invoice, from its creation to its webhook.
  private static void paid(LiveShop shop, Till till, String code) {
    var invoice = shop.order(code + " " + till.name());
    var quote = invoice.at("/quotes/0");
    assertThat(quote.path("due").asString("")).as("%s", invoice).isNotEmpty();
    till.pay(code, quote.path("address").asString(), quote.path("due").asString());
    shop.hooks.await(id(invoice), "payment.seen");
    till.bury();
    shop.hooks.await(id(invoice), "invoice.settled");
  }
}
