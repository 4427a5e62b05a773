package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.api.ApiClient.Answer;
import coffer.api.onchainpay.OnchainPayClient;
import coffer.api.onchainpay.OnchainPayInbox;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// A merchant of OnchainPay on real nodes: a server that an operator set up with commands, two
/// chains of one family with real tokens, and a third chain whose clock can be moved.
@ResourceLock("log")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OnchainPayLiveFlowTest {
  @TempDir private static Path folder;

  private final OnchainPayInbox inbox = new OnchainPayInbox();
  private Till.Evm main;
  private Till.Evm sibling;
  private Till.Evm clock;
  private LiveShop shop;
  private OnchainPayClient api;

  @BeforeAll
  void everythingRuns() {
    main = new Till.Evm("mainlike", 31_337, "ETH", "USDT", 6);
    sibling = new Till.Evm("bsclike", 31_338, "BNB", "USDT", 18);
    clock = new Till.Evm("clocklike", 31_340, "ETH", "USDC", 6);
    shop = new LiveShop(folder, List.of(main, sibling, clock));
    List.of(main, sibling, clock).forEach(till -> shop.awaitState(till.name(), "ok"));
    var pair =
        shop.run("admin", "key", "create", "--dialect", "onchainpay", "--project", shop.project())
            .lines()
            .toList();
    api = new OnchainPayClient(shop.url(), pair.getFirst(), pair.getLast());
    // A server asks the database every few seconds what its chains' readers look for.
    eventually(() -> assertThat(networks("USDT")).contains("mainlike", "bsclike"));
  }

  private String networks(String currency) {
    var all = api.call("available-currencies", "{}").is(200).json().at("/response");
    return all.valueStream()
        .filter(coin -> coin.get("currency").asString().equals(currency))
        .map(coin -> coin.get("networks").toString())
        .collect(Collectors.joining());
  }

  /// Asks less often than the limit of requests allows.
  private static void eventually(ThrowingRunnable assertion) {
    await().pollInterval(Duration.ofMillis(300)).untilAsserted(assertion);
  }

  @AfterAll
  void everythingEnds() {
    if (shop != null) shop.close();
    if (main != null) main.close();
    if (sibling != null) sibling.close();
    if (clock != null) clock.close();
    inbox.close();
  }

  @Test
  void anOrderIsPaidInParts() {
    var made = order("mainlike", "USDT", "12.5", "parts");
    main.pay("USDT", made.get("/response/address"), "5");
    main.bury();
    awaitOrder(made, "pending", "5");
    main.pay("USDT", made.get("/response/address"), "7.5");
    main.bury();
    awaitOrder(made, "processed", "12.5");
    eventually(
        () ->
            assertThat(inbox.letters("parts"))
                .extracting(letter -> letter.json().at("/status").asString())
                .contains("processed"));
    assertThat(see(made).json().at("/response/transactions").size()).isEqualTo(2);
  }

  @Test
  void anOrderIsPaidTooMuch() {
    var made = order("bsclike", "USDT", "3", "over");
    sibling.pay("USDT", made.get("/response/address"), "4");
    sibling.bury();
    awaitOrder(made, "overpaid", "4");
  }

  @Test
  void theCoinItselfPaysAnOrder() {
    var made = order("bsclike", "BNB", "0.25", "coin");
    sibling.pay("BNB", made.get("/response/address"), "0.25");
    sibling.bury();
    awaitOrder(made, "processed", "0.25");
  }

  @Test
  void aPaymentAfterTheOrdersTimeIsStillCounted() {
    var made = order("clocklike", "USDC", "8", "late");
    clock.pay("USDC", made.get("/response/address"), "3");
    clock.bury();
    awaitOrder(made, "pending", "3");
    clock.anvil.setNextBlockTimestamp(Instant.now().plusSeconds(1_900));
    clock.bury();
    clock.pay("USDC", made.get("/response/address"), "5");
    clock.bury();
    awaitOrder(made, "processed", "8");
  }

  @Test
  void thePayersChoiceMakesTheOrderOfAnInvoice() {
    var made =
        api.call(
                "make-invoice",
                """
                {'currency':'EUR','amount':'23','lifetime':60,'externalId':'live-1','webhookURL':'%s',
                 'currencies':[['USDT',['mainlike','bsclike']]]}
                """
                    .formatted(inbox.url("invoice")))
            .is(200);
    var id = made.get("/response/id");
    assertThat(made.json().at("/response/orderId").isNull()).isTrue();
    choose(id, "USDT", "bsclike");
    var order = api.call("order", "{'orderId':'" + id + "'}").is(200);
    assertThat(order.get("/response/network")).isEqualTo("bsclike");
    sibling.pay("USDT", order.get("/response/address"), order.get("/response/amount"));
    sibling.bury();
    eventually(
        () ->
            assertThat(
                    api.call("get-invoice", "{'invoiceId':'" + id + "'}")
                        .is(200)
                        .get("/response/status"))
                .isEqualTo("PROCESSED"));
  }

  @Test
  void anotherTokenOrAnotherChainIsAnOrphanOfTheOrder() {
    var made = order("mainlike", "USDT", "2", "orphans");
    main.pay("ETH", made.get("/response/address"), "0.5");
    sibling.pay("USDT", made.get("/response/address"), "2");
    main.bury();
    sibling.bury();
    eventually(
        () ->
            assertThat(see(made).json().at("/response/orphanDeposits").values())
                .extracting(
                    orphan ->
                        orphan.get("currency").asString()
                            + " "
                            + orphan.get("network").asString()
                            + " "
                            + orphan.get("status").asString())
                .containsExactlyInAnyOrder("ETH mainlike PROCESSED", "USDT bsclike PROCESSED"));
    assertThat(see(made).get("/response/status")).isEqualTo("init");
    assertThat(see(made).get("/response/received")).isEqualTo("0");
  }

  private Answer order(String network, String currency, String amount, String box) {
    return api.call(
            "make-order",
            """
            {'currency':'%s','network':'%s','amount':'%s','order':'%s','lifetime':1800,'successWebhook':'%s'}
            """
                .formatted(currency, network, amount, box, inbox.url(box)))
        .is(200);
  }

  private Answer see(Answer made) {
    return api.call("order", "{'orderId':'" + made.get("/response/orderId") + "'}").is(200);
  }

  private void awaitOrder(Answer made, String status, String received) {
    eventually(
        () -> {
          var order = see(made);
          assertThat(order.get("/response/received")).isEqualTo(received);
          assertThat(order.get("/response/status")).isEqualTo(status);
        });
  }

  /// As the payer does on the payment page.
  private void choose(String id, String code, String network) {
    shop.post(
        "/invoices/" + id + "/quote",
        "{\"asset\":\"%s\",\"network\":\"%s\"}".formatted(code, network));
  }
}
