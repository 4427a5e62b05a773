package coffer.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// An operator asks whether ledger and chain agree, beside a server that runs.
@ResourceLock("log")
final class ReconcileFlowTest {
  @TempDir private Path folder;
  @AutoClose private final Till.Evm devnet = new Till.Evm("devnet", 31_344, "ETH", "USDT", 6);

  @Test
  void theCommandAndTheMetricTellWhereLedgerAndChainDiffer() throws Exception {
    try (var shop = new LiveShop(folder, List.of(devnet))) {
      shop.awaitState("devnet", "ok");
      var invoice = shop.order("USDT devnet");
      var quote = invoice.at("/quotes/0");
      var address = quote.path("address").asString();
      devnet.pay("USDT", address, quote.path("due").asString());
      devnet.bury();
      shop.hooks.await(invoice.path("id").asString(), "invoice.settled");
      assertThat(shop.run("reconcile")).endsWith("no difference on devnet");

      // native_source is "blocks": what a contract pays is not seen.
      var anvil = devnet.anvil;
      var coin = BigInteger.TEN.pow(18);
      anvil.sendValue(anvil.deploy("Payer"), anvil.account(0), coin, "pay(address)", address);
      bury(shop);
      assertThat(shop.run(3, "reconcile", "--wait", "0"))
          .contains(address, "  ETH  ", "  0  ", "  1  ", "seen at one block only so far");
      bury(shop);
      assertThat(shop.run(3, "reconcile", "--chain", "devnet", "--json", "--wait", "0"))
          .contains("\"chain\":\"devnet\"", "\"address\":\"" + address + "\"", "\"asset\":\"ETH\"")
          .contains("\"ledger\":\"0\"", "\"on_chain\":\"1\"", "\"difference\":\"1\"", "\"looks\":2")
          .contains("what contracts pay");
      var nobody = shop.run("admin", "organization", "create", "Another");
      assertThat(shop.run("reconcile", "--organization", nobody))
          .endsWith("no difference on devnet");

      shop.restart();
      await()
          .untilAsserted(
              () ->
                  assertThat(metrics(shop))
                      .contains("coffer_reconcile_differences{chain=\"devnet\"} 1.0")
                      .contains("coffer_reconcile_age_seconds{chain=\"devnet\",part=\"all\"}")
                      .contains("coffer_reconcile_unanswered{chain=\"devnet\",part=\"held\"} 0.0"));
      devnet.close();
      assertThat(shop.run(3, "reconcile", "--known")).contains(address, "what contracts pay");
    }
  }

  private void bury(LiveShop shop) {
    devnet.bury();
    var height = String.valueOf(devnet.anvil.height());
    await()
        .untilAsserted(
            () -> assertThat(shop.row("devnet")).containsPattern("  " + height + " +0 / "));
  }

  private static String metrics(LiveShop shop) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create(shop.url() + "/metrics")).build();
      return http.send(request, BodyHandlers.ofString(UTF_8)).body();
    }
  }
}
