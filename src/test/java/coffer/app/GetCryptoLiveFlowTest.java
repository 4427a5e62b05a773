package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.api.ApiClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// From a merchant's request at the original's own path, over a payment of a token on a real node,
/// to the webhook that he verifies.
@ResourceLock("log")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GetCryptoLiveFlowTest {
  private static final String INVOICES = "/v1/invoices";

  @TempDir private static Path folder;

  private GetCryptoShop shop;
  private ApiClient api;

  /// An invoice that was made for an order.
  private record Made(String order, String id, String address) {}

  @BeforeAll
  void everythingRuns() {
    shop = new GetCryptoShop(folder);
    api = shop.client();
    await().until(() -> api.post(INVOICES, body(order())).status() == 201);
  }

  @AfterAll
  void everythingEnds() {
    if (shop != null) shop.close();
  }

  @Test
  void aTokenIsPaid() {
    var made = make();
    var txid = pay(made, "27.173914");
    awaitStatus(made, "confirming");
    assertThat(shop.hooks.of(made.order)).isEmpty();
    shop.till.bury();
    var told = shop.hooks.await(made.order);
    var shown = look(made);
    assertThat(shown.get("/data/status")).isEqualTo("paid");
    assertThat(shown.get("/data/amount_paid")).isEqualTo("27.173914");
    assertThat(shown.get("/data/tx_hash")).isEqualTo(txid);
    // The chain may have gone on since.
    assertThat(still(told)).isEqualTo(still(shown.text()));
    assertThat(told).doesNotContain("\"confirmations\":0");
  }

  @Test
  void aPartIsNotTold() {
    var made = make();
    pay(made, "10");
    shop.till.bury();
    awaitStatus(made, "partially_paid");
    assertThat(look(made).get("/data/amount_paid")).isEqualTo("10");
    pay(made, "17.173914");
    shop.till.bury();
    assertThat(shop.hooks.await(made.order)).contains("\"amount_paid\":27.173914");
    assertThat(shop.hooks.of(made.order)).hasSize(1);
  }

  @Test
  void moreThanEnoughIsPaid() {
    var made = make();
    pay(made, "60");
    shop.till.bury();
    assertThat(shop.hooks.await(made.order)).contains("\"amount_paid\":60", "\"status\":\"paid\"");
    assertThat(look(made).get("/data/amount")).isEqualTo("27.173914");
  }

  /// One after the other: the clock goes forward for all of them.
  @Test
  void whatExpiresMayStillBePaidLate() {
    var unpaid = make();
    var partly = make();
    pay(partly, "10");
    shop.till.bury();
    awaitStatus(partly, "partially_paid");
    shop.later(Duration.ofMinutes(61));
    awaitStatus(unpaid, "expired");
    assertThat(look(partly).get("/data/status")).isEqualTo("partially_paid");
    assertThat(shop.hooks.of(unpaid.order)).isEmpty();
    pay(unpaid, "27.173914");
    shop.till.bury();
    assertThat(shop.hooks.await(unpaid.order)).contains("\"status\":\"paid\"");
    assertThat(shop.hooks.of(partly.order)).isEmpty();
  }

  @Test
  void oneThatWasCancelledStaysSoWhateverIsPaid() {
    var made = make();
    var coffer = shop.coffer();
    var uuid = coffer.get("/coffer/v1/invoices?order_id=" + made.order).get("/data/0/id");
    coffer.post("/coffer/v1/invoices/" + uuid + "/cancel", "{}").is(200);
    assertThat(look(made).get("/data/status")).isEqualTo("cancelled");
    pay(made, "27.173914");
    shop.till.bury();
    await()
        .untilAsserted(
            () -> assertThat(look(made).get("/data/amount_paid")).isEqualTo("27.173914"));
    assertThat(look(made).get("/data/status")).isEqualTo("cancelled");
    assertThat(shop.hooks.of(made.order)).isEmpty();
  }

  private static String still(String invoice) {
    return invoice.replaceFirst("\"confirmations\":[0-9]+", "");
  }

  private String pay(Made made, String amount) {
    return shop.till.pay("USDT", made.address, amount);
  }

  private Made make() {
    var order = order();
    var made = api.post(INVOICES, body(order)).is(201);
    assertThat(made.get("/data/amount")).isEqualTo("27.173914");
    return new Made(order, made.get("/data/id"), made.get("/data/address"));
  }

  private ApiClient.Answer look(Made made) {
    return api.get(INVOICES + "/" + made.id).is(200);
  }

  private void awaitStatus(Made made, String status) {
    await(status + " of " + made.order)
        .untilAsserted(() -> assertThat(look(made).get("/data/status")).isEqualTo(status));
  }

  private static String order() {
    return UUID.randomUUID().toString();
  }

  private String body(String order) {
    return """
    {'language': 'en', 'input_amount': 25, 'currency': 'eur', 'cryptocurrency': 'usdt',
     'project_id': '%s', 'order_id': '%s', 'network': 'erc20'}
    """
        .formatted(shop.code, order);
  }
}
