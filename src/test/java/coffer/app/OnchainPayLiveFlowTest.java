package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.api.ApiClient.Answer;
import coffer.api.onchainpay.OnchainPayClient;
import coffer.api.onchainpay.OnchainPayInbox;
import coffer.api.onchainpay.OnchainPayInbox.Letter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
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
  private List<String> pair;
  private OnchainPayClient api;

  @BeforeAll
  void everythingRuns() {
    main = new Till.Evm("mainlike", 31_337, "ETH", "USDT", 6);
    sibling = new Till.Evm("bsclike", 31_338, "BNB", "USDT", 18);
    clock = new Till.Evm("clocklike", 31_340, "ETH", "USDC", 6);
    shop = new LiveShop(folder, List.of(main, sibling, clock));
    List.of(main, sibling, clock).forEach(till -> shop.awaitState(till.name(), "ok"));
    pair = pair();
    api = client(shop.url());
    eventually(() -> assertThat(networks(api, "USDT")).contains("mainlike", "bsclike"));
  }

  private List<String> pair() {
    return shop.run(
            "admin", "key", "create", "--dialect", "onchainpay", "--project", shop.project())
        .lines()
        .toList();
  }

  private OnchainPayClient client(String url) {
    return new OnchainPayClient(url, pair.getFirst(), pair.getLast());
  }

  /// A server asks the database every few seconds what its chains' readers look for.
  private static String networks(OnchainPayClient api, String currency) {
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

  @Test
  void aHundredAtOnceWithOneNonceAreAnsweredOnceByTwoServers() throws Exception {
    try (var second = shop.second()) {
      var servers = List.of(api, client(LiveShop.url(second)));
      for (var each : servers) {
        eventually(() -> assertThat(networks(each, "USDT")).contains("mainlike"));
      }
      var before = total(api);
      var body =
          """
          {'currency':'USDT','network':'mainlike','amount':'1','order':'race','nonce':'race'}
          """;
      List<Callable<Answer>> calls = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        var server = servers.get(i % 2);
        calls.add(() -> server.call("make-order", body));
      }
      var outcomes = new ArrayList<String>();
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (var each : threads.invokeAll(calls)) outcomes.add(outcome(each.get()));
      }
      assertThat(outcomes).filteredOn("200 "::equals).hasSize(1);
      assertThat(outcomes).filteredOn("400 INVALID_NONCE"::equals).hasSize(99);
      for (var each : servers) {
        assertThat(outcome(each.call("make-order", body))).isEqualTo("400 INVALID_NONCE");
        assertThat(total(each)).isEqualTo(before + 1);
      }
    }
  }

  private static String outcome(Answer answer) {
    return answer.status() + " " + answer.get("/error/name");
  }

  private static int total(OnchainPayClient api) {
    return Integer.parseInt(api.call("orders", "{}").is(200).get("/response/total"));
  }

  /// The same address exists on all chains of the Ethereum kind.
  @Test
  void eachTransferToAForeignAddressIsReportedOnceByTwoServers() {
    try (var second = shop.second()) {
      var foreign = main.anvil.account(7);
      var track = "{'address':'%s','webhookUrl':'%s'}".formatted(foreign, inbox.url("tracked"));
      var made = client(LiveShop.url(second)).call("track-addresses/add-address", track).is(200);
      var address = made.get("/response/address");
      assertThat(made.json().at("/response/networks").values())
          .extracting(network -> network.asString())
          .containsExactlyInAnyOrder("mainlike", "bsclike", "clocklike");
      var first = main.pay("USDT", foreign, "12.44");
      main.anvil.mine(1);
      eventually(() -> assertThat(transfers(made)).containsExactly(first + " waiting"));
      assertThat(inbox.letters("tracked")).as("nothing before it is final").isEmpty();
      main.bury();
      eventually(() -> assertThat(transfers(made)).containsExactly(first + " delivered"));
      var coin = main.pay("ETH", foreign, "0.75");
      main.bury();
      var sibling18 = sibling.pay("USDT", foreign, "3");
      sibling.bury();
      eventually(
          () ->
              assertThat(transfers(made))
                  .containsExactlyInAnyOrder(
                      first + " delivered", coin + " delivered", sibling18 + " delivered"));
      assertThat(inbox.letters("tracked"))
          .extracting(Letter::body)
          .containsExactlyInAnyOrder(
              report("USDT", "mainlike", address, "12.44", first),
              report("ETH", "mainlike", address, "0.75", coin),
              report("USDT", "bsclike", address, "3", sibling18));
      for (var letter : inbox.letters("tracked")) {
        assertThat(letter.headers().getFirst("x-api-public-key")).isEqualTo(pair.getFirst());
        assertThat(letter.headers().getFirst("x-api-signature"))
            .isEqualTo(OnchainPayClient.hmac(pair.getLast(), letter.body()));
      }
      assertThat(shop.available("ETH", "mainlike")).as("it is not the merchant's").isZero();
    }
  }

  private static String report(
      String currency, String network, String address, String amount, String txid) {
    return "{'currency':'%s','network':'%s','address':'%s','amount':'%s','tx':'%s'}"
        .formatted(currency, network, address, amount, txid)
        .replace('\'', '"');
  }

  /// Each transaction and what became of its webhook.
  private List<String> transfers(Answer tracked) {
    var path = "/coffer/v1/tracked-addresses/" + tracked.get("/response/id") + "/transfers";
    return shop.get(path)
        .get("data")
        .valueStream()
        .map(each -> each.at("/txid").asString() + " " + each.at("/webhook/status").asString())
        .toList();
  }

  @Test
  void theOperatorIsPaidInAdvance() {
    var usdt = "{'currency':'USDT','network':'mainlike'}";
    assertThat(topUpAddress(usdt).is(409).get("/error/name")).isEqualTo("NO_FREE_ADDRESS");
    assertThat(account("/availableCurrenciesForDeposit")).isEqualTo("[]");
    var operator = shop.run("admin", "organization", "create", "Host", "--operator");
    assertThat(topUpAddress(usdt).is(409).get("/error/name")).isEqualTo("NO_FREE_ADDRESS");
    shop.wallet(operator, "evm", "m/44'/60'/1'");
    assertThat(account("/availableCurrenciesForDeposit"))
        .isEqualTo("[\"BNB\",\"ETH\",\"USDC\",\"USDT\"]");
    var address = topUpAddress(usdt).is(200).get("/response/address");
    main.pay("USDT", address, "100");
    sibling.pay("USDT", address, "1.5");
    main.bury();
    sibling.bury();
    eventually(() -> assertThat(account("/balance")).isEqualTo("\"116.725\""));
    assertThat(shop.run("admin", "wallet", "addresses", "--organization", operator))
        .contains(address);

    var organization = shop.run("admin", "organization", "list").lines().toList();
    var id = organization.stream().filter(row -> row.contains("Shop")).findFirst().orElseThrow();
    shop.run("admin", "organization", "block", id.split(" ")[0], "--reason", "Bill 7");
    assertThat(account("/blocked")).isEqualTo("true");
    assertThat(account("/blockReason")).isEqualTo("\"Bill 7\"");
    assertThat(topUpAddress(usdt).is(200).get("/response/address")).isEqualTo(address);
    shop.run("admin", "organization", "unblock", id.split(" ")[0]);
    assertThat(account("/blocked")).isEqualTo("false");
  }

  private Answer topUpAddress(String wanted) {
    return api.call("advanced-balance-deposit-address", wanted);
  }

  private String account(String field) {
    return api.call("advanced-balance", "{}").is(200).json().at("/response" + field).toString();
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
