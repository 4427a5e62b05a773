package coffer.api.coinvoice;

import static coffer.api.coinvoice.CoinVoiceShop.INVOICES;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.app.Stall;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// From a merchant's request over a payment on a simulated chain to his webhook.
final class CoinVoiceFlowTest {
  @AutoClose private static final CoinVoiceShop shop = new CoinVoiceShop();

  @Test
  void paidAndTold() {
    var body =
        """
        {"amount": 100.00, "description": "Заказ #42", "order_id": "42", "callback_url": "%s"}
        """
            .formatted(shop.inbox.url("own"));
    var made = shop.api.postRaw(INVOICES, body).is(200);
    var id = made.get("/invoice_id");
    assertThat(id).matches("[0-9a-f]{12}");
    assertThat(made.get("/amount")).isEqualTo("100.00");
    assertThat(made.get("/currency")).isEqualTo("TRUB");
    assertThat(made.get("/address")).startsWith("T").hasSize(34);
    assertThat(made.get("/status")).isEqualTo("pending");
    assertThat(made.get("/payment_url")).isEqualTo("/pay/" + id);
    assertThat(made.get("/order_id")).isEqualTo("42");
    assertThat(made.get("/description")).isEqualTo("Заказ #42");
    assertThat(lifetime(made.get("/created_at"), made.get("/expires_at")))
        .isEqualTo(Duration.ofHours(1));

    var ours = "/coffer/v1/invoices/" + ours(id);
    shop.send(made, "100");
    await().until(() -> shop.own.get(ours).get("/status").equals("confirming"));
    assertThat(shop.status(id)).isEqualTo("pending");
    front(4);
    var told = shop.inbox.await("own", id).signedWith(shop.stall.secret()).json();
    assertThat(told.path("event").asString()).isEqualTo("payment.confirmed");
    assertThat(told.path("amount").decimalValue().toPlainString()).isEqualTo("100.00");
    assertThat(told.path("status").asString()).isEqualTo("paid");
    assertThat(told.path("order_id").asString()).isEqualTo("42");
    shop.contract.valid("PaymentConfirmed", told.toString().getBytes(UTF_8));

    var paid = shop.invoice(id);
    assertThat(paid.get("/status")).isEqualTo("paid");
    assertThat(paid.get("/amount_paid")).isEqualTo("100.00");
    assertThat(paid.get("/tx_hash"))
        .matches("[0-9a-f]{64}")
        .isEqualTo(told.path("tx_hash").asString());
    assertThat(OffsetDateTime.parse(paid.get("/paid_at"))).isNotNull();
    assertThat(shop.inbox.of("own", id)).hasSize(1);
  }

  /// The simulated TRUB charges 0.19 % and rounds down by two units more: who sends what was asked
  /// for has paid, whatever arrives.
  @ParameterizedTest
  @CsvSource({
    "100,          100,          paid",
    "0.01,         0.01,         paid",
    "33.333333,    33.333333,    paid",
    "1234567.89,   1234567.89,   paid",
    "100,          99.98,        pending",
    "100,          99.9,         pending",
    "0.01,         0.0099,       pending",
  })
  void whatTheTokenTakesIsForgivenAndNoMore(String asked, String sent, String status) {
    var made = shop.order(asked, "rounded");
    var id = made.get("/invoice_id");
    shop.pay(made, sent);
    if (status.equals("paid")) {
      shop.awaitPaid(id, asked);
    } else {
      await().untilAsserted(() -> assertThat(paid(id)).isPositive());
      assertThat(paid(id)).isLessThan(new BigDecimal(sent));
    }
    assertThat(shop.status(id)).isEqualTo(status);
  }

  private static BigDecimal paid(String id) {
    return new BigDecimal(shop.invoice(id).get("/amount_paid"));
  }

  @Test
  void inTwoParts() {
    var made = shop.order("100", "parts");
    var id = made.get("/invoice_id");
    shop.pay(made, "40");
    shop.awaitPaid(id, "39.923998");
    var part = shop.invoice(id);
    assertThat(part.get("/status")).isEqualTo("pending");
    assertThat(part.get("/paid_at")).isEqualTo("null");
    assertThat(part.get("/tx_hash")).matches("[0-9a-f]{64}");
    shop.pay(made, "60");
    var told = shop.inbox.await("parts", id).json();
    assertThat(told.path("tx_hash").asString()).isNotEqualTo(part.get("/tx_hash"));
    assertThat(shop.status(id)).isEqualTo("paid");
  }

  /// What was told of the payment stays so, though the token took its part of it.
  @Test
  void moreThatComesLaterChangesNothingOfWhatWasTold() {
    var made = shop.order("100", "again");
    var id = made.get("/invoice_id");
    shop.pay(made, "100");
    var told = shop.inbox.await("again", id).json();
    var paid = shop.invoice(id);
    shop.pay(made, "5");
    await().untilAsserted(() -> assertThat(paid(id)).isGreaterThan(new BigDecimal("104")));
    var later = shop.invoice(id);
    assertThat(later.get("/tx_hash")).isEqualTo(told.path("tx_hash").asString());
    assertThat(later.get("/paid_at")).isEqualTo(paid.get("/paid_at"));
    assertThat(shop.inbox.of("again", id)).hasSize(1);
  }

  @Test
  void tooMuch() {
    var made = shop.order("100", "over");
    var id = made.get("/invoice_id");
    shop.pay(made, "150");
    var told = shop.inbox.await("over", id).json();
    assertThat(told.path("amount").decimalValue()).isEqualByComparingTo("100");
    var paid = shop.invoice(id);
    assertThat(paid.get("/amount")).isEqualTo("100.00");
    assertThat(paid.get("/amount_paid")).isEqualTo("149.714998");
    assertThat(paid.get("/status")).isEqualTo("paid");
  }

  @Test
  void expiredThenPaidLate() {
    var url = shop.inbox.url("late");
    var body = "{'amount': 100, 'expiry_minutes': 1, 'callback_url': '%s'}".formatted(url);
    var made = shop.api.post(INVOICES, body).is(200);
    var id = made.get("/invoice_id");
    assertThat(lifetime(made.get("/created_at"), made.get("/expires_at")))
        .isEqualTo(Duration.ofMinutes(1));
    shop.pay(made, "30");
    shop.awaitPaid(id, "29.942998");
    shop.front.later(Duration.ofSeconds(61));
    front(1);
    shop.awaitStatus(id, "expired");
    assertThat(shop.invoice(id).get("/amount_paid")).isEqualTo("29.942998");
    assertThat(shop.inbox.of("late", id)).isEmpty();
    shop.pay(made, "70");
    shop.inbox.await("late", id).signedWith(shop.stall.secret());
    assertThat(shop.status(id)).isEqualTo("paid");
  }

  /// CoinVoice has no call for it; the merchant cancels through our own API.
  @Test
  void cancelledAndTakenBack() {
    var made = shop.order("100", "cancelled");
    var id = made.get("/invoice_id");
    var ours = ours(id);
    shop.own.post("/coffer/v1/invoices/" + ours + "/cancel", "{}").is(200);
    assertThat(shop.status(id)).isEqualTo("cancelled");
    shop.pay(made, "100");
    shop.awaitPaid(id, "100.00");
    assertThat(shop.status(id)).isEqualTo("cancelled");
    assertThat(shop.inbox.of("cancelled", id)).isEmpty();
    shop.own.post("/coffer/v1/invoices/" + ours + "/unmark", "").is(200);
    shop.inbox.await("cancelled", id);
    assertThat(shop.status(id)).isEqualTo("paid");
  }

  @Test
  void aReorgTakesItBackAndItIsToldAgainWhenItIsPaidAgain() {
    var made = shop.order("100", "reorg");
    var id = made.get("/invoice_id");
    shop.pay(made, "100");
    shop.inbox.await("reorg", id);
    shop.front.reorg("tron", 4);
    shop.awaitStatus(id, "pending");
    assertThat(shop.invoice(id).get("/paid_at")).isEqualTo("null");
    shop.pay(made, "100");
    await().until(() -> shop.inbox.of("reorg", id).size() == 2);
  }

  @Test
  void theMerchantsOwnWord() {
    var made = shop.order("100", "word");
    var id = made.get("/invoice_id");
    shop.own.post("/coffer/v1/invoices/" + ours(id) + "/mark", "{'status': 'settled'}").is(200);
    var told = shop.inbox.await("word", id).json();
    assertThat(told.path("tx_hash").isNull()).isTrue();
    assertThat(shop.invoice(id).get("/paid_at")).isNotEqualTo("null");
  }

  @Test
  void withoutACallbackTheProjectsOwnWebhookIsTold() {
    var stall = Stall.on(shop.front).settledIn("TRUB:tron");
    stall.tellAt(shop.inbox.url("project"), "coinvoice");
    var api = shop.client(stall);
    var with = "{'amount': 5, 'callback_url': '%s'}".formatted(shop.inbox.url("instead"));
    var own = api.post(INVOICES, with).is(200);
    var plain = api.post(INVOICES, "{'amount': 5, 'callback_url': ''}").is(200);
    shop.pay(own, "5");
    shop.pay(plain, "5");
    shop.inbox.await("instead", own.get("/invoice_id"));
    shop.inbox.await("project", plain.get("/invoice_id")).signedWith(stall.secret());
    assertThat(shop.inbox.of("project", own.get("/invoice_id"))).isEmpty();
  }

  @Test
  void atTheRootAsAtTheOriginal() {
    var made = shop.api.post("/api/v1/invoices", "{'amount': 3}").is(200);
    var one = "/api/v1/invoices/" + made.get("/invoice_id");
    assertThat(shop.api.get(one).is(200).text()).isEqualTo(shop.api.get("/coinvoice" + one).text());
    assertThat(shop.api.get("/api/v1/balance").is(200).json().size()).isEqualTo(3);
    assertThat(shop.api.post("/api/v1/invoices", "{}").is(422).get("/error")).contains("amount");
  }

  @Test
  void thePaymentPageStandsBehindEitherBaseUrl() throws Exception {
    var page = shop.order("3", "page").get("/payment_url");
    for (var base : List.of("", "/coinvoice")) {
      assertThat(get(base + page)).contains("TRUB");
    }
    assertThat(get("/coinvoice/openapi.json"))
        .contains("\"servers\":[{\"url\":\"" + shop.front.url() + "/coinvoice/api/v1\"}]");
  }

  private static String get(String path) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create(shop.front.url() + path)).build();
      var answer = http.send(request, BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      return answer.body();
    }
  }

  private static void front(int blocks) {
    shop.front.mine("tron", blocks);
  }

  private static Duration lifetime(String from, String to) {
    return Duration.between(OffsetDateTime.parse(from), OffsetDateTime.parse(to));
  }

  /// The id that our own API has for it.
  private static String ours(String id) {
    var address = shop.invoice(id).get("/address");
    return shop
        .own
        .get("/coffer/v1/invoices?limit=100")
        .is(200)
        .json()
        .at("/data")
        .values()
        .stream()
        .filter(each -> each.at("/quotes/0/address").asString("").equals(address))
        .map(each -> each.path("id").asString())
        .findFirst()
        .orElseThrow();
  }
}
