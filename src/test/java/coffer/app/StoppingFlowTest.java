package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// A request that waits for something ends when the server stops, with an answer.
@ResourceLock("log")
final class StoppingFlowTest {
  @TempDir private Path folder;
  @AutoClose private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void whatIsBeingSimulatedIsNotWaitedFor() throws Exception {
    CompletableFuture<Integer> answer;
    try (var shop = new ItIsPayShop(folder, "")) {
      var api = shop.apiOf(shop.test);
      var order =
          "{'order_id':'1','fiat_amount':25,'currency':'USDT_TRC20','callback_url':'%s'}"
              .formatted(shop.hooks.url());
      var id = api.post("/itispay/api/v1/invoices", order).is(201).get("/invoice_id");
      shop.db()
          .run(tx -> tx.update(UNDER_WAY, shop.later(Duration.ofMinutes(1)), UUID.fromString(id)));
      var body = "{'invoice_id':'%s','status':'completed'}".formatted(id);
      var before = underWay(shop.url());
      answer =
          CompletableFuture.supplyAsync(
              () -> api.post("/itispay/api/v1/webhooks/simulate", body).status());
      await().until(() -> underWay(shop.url()) == before + 1);
    }
    assertThat(answer.get(5, TimeUnit.SECONDS)).isEqualTo(503);
  }

  private double underWay(String url) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(url + "/metrics")).build();
    return http.send(request, BodyHandlers.ofString())
        .body()
        .lines()
        .filter(line -> line.startsWith("coffer_http_under_way "))
        .mapToDouble(line -> Double.parseDouble(line.split(" ")[1]))
        .sum();
  }

  /// The same is being simulated already, by a request that nobody will finish.
  private static final String UNDER_WAY =
      """
      INSERT INTO simulation (invoice_id, status, until)
      SELECT id, 'completed', ? FROM invoice WHERE public_id = ?
      """;
}
