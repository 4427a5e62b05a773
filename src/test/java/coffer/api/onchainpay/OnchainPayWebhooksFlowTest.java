package coffer.api.onchainpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.api.onchainpay.OnchainPayInbox.Letter;
import coffer.app.Stall;
import coffer.app.Storefront;
import coffer.core.merchant.Scope;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Webhooks of orders and invoices, signed by the pair that asked for them.
final class OnchainPayWebhooksFlowTest {
  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  @AutoClose private final OnchainPayInbox inbox = new OnchainPayInbox();
  private final Stall stall = Stall.on(front);
  private final OnchainPayClient api =
      new OnchainPayClient(front.url(), stall.pair("onchainpay", Scope.all()));

  private String order(String more) {
    return "{'currency':'USDT','network':'tron','amount':'12.5','order':'7','lifetime':1800%s}"
        .formatted(more);
  }

  private String webhooks() {
    return ",'successWebhook':'%s','errorWebhook':'%s'"
        .formatted(inbox.url("paid"), inbox.url("failed"));
  }

  @Test
  void aPaidOrderIsReportedAtTheSuccessWebhookOnly() {
    var made = api.call("make-order", order(webhooks())).is(200);
    front.pay(made.get("/response/address"), "USDT", "tron", "12.5");
    front.mine("tron", 25);
    var letter = letter("paid");
    assertThat(letter.json().at("/status").asString()).isEqualTo("processed");
    assertThat(letter.json().at("/received").asString()).isEqualTo("12.5");
    assertThat(letter.json().at("/order").asString()).isEqualTo("7");
    assertThat(letter.json().at("/id").asString()).isEqualTo(made.get("/response/orderId"));
    signed(letter);
    assertThat(inbox.letters("failed")).isEmpty();
    assertThat(inbox.letters("paid")).hasSize(1);
  }

  @Test
  void anOrderThatExpiresAfterAPartIsReportedAtTheErrorWebhookOnly() {
    var made = api.call("make-order", order(webhooks())).is(200);
    front.pay(made.get("/response/address"), "USDT", "tron", "5");
    front.mine("tron", 25);
    front.later(Duration.ofMinutes(31));
    front.mine("tron", 1);
    var letter = letter("failed");
    assertThat(letter.json().at("/status").asString()).isEqualTo("partial");
    assertThat(letter.json().at("/transactions/0/amount").asString()).isEqualTo("5");
    signed(letter);
    assertThat(inbox.letters("paid")).isEmpty();
  }

  @Test
  void anInvoiceIsReportedAtEachChange() {
    var made =
        api.call(
                "make-invoice",
                "{'currency':'USDT','amount':'3','lifetime':30,'currencies':[['USDT',['tron']]],"
                    + "'webhookURL':'%s'}".formatted(inbox.url("invoice")))
            .is(200);
    var id = made.get("/response/id");
    var address = api.call("order", "{'orderId':'" + id + "'}").get("/response/address");
    front.pay(address, "USDT", "tron", "3");
    front.mine("tron", 25);
    await()
        .until(
            () ->
                inbox.letters("invoice").stream()
                    .anyMatch(each -> each.json().at("/status").asString().equals("PROCESSED")));
    assertThat(inbox.letters("invoice").getFirst().json().at("/status").asString())
        .isIn("PENDING", "PROCESSED");
    inbox.letters("invoice").forEach(this::signed);
  }

  @Test
  void aWebhookCanBeReadAgain() {
    var made = api.call("make-order", order(webhooks())).is(200);
    front.pay(made.get("/response/address"), "USDT", "tron", "12.5");
    front.mine("tron", 25);
    var letter = letter("paid");
    var id = letter.json().at("/webhookId").asString();
    var request = "{'webhookId':'" + id + "'}";
    var again = api.call("webhooks/get", request).is(200).json().path("response");
    assertThat(again).isEqualTo(letter.json());
    await()
        .until(
            () ->
                api.call("webhooks/get-verbose", request)
                    .get("/response/responseStatus")
                    .equals("SUCCESS"));
    var verbose = api.call("webhooks/get-verbose", request).is(200);
    assertThat(verbose.get("/response/requestBody")).isEqualTo(letter.body());
    assertThat(verbose.get("/response/signature"))
        .isEqualTo(letter.headers().getFirst("x-api-signature"));
    assertThat(verbose.get("/response/responseCode")).isEqualTo("200");
    assertThat(verbose.get("/response/apiKey")).isEqualTo(api.publicKey());
    assertThat(verbose.get("/response/apiKeyAlias")).isEqualTo("test");
    assertThat(verbose.get("/response/event")).isEqualTo("ORDER");
    assertThat(verbose.get("/response/eventId")).isEqualTo(made.get("/response/orderId"));
    var some = "{'webhookId':'" + id + "','fields':['responseCode','event']}";
    assertThat(api.call("webhooks/get-verbose", some).json().path("response").propertyNames())
        .containsExactlyInAnyOrder("responseCode", "event");
    var bad = "{'webhookId':'" + id + "','fields':['secret']}";
    assertThat(api.call("webhooks/get-verbose", bad).is(400).get("/error/message"))
        .startsWith("fields[0]: ");
  }

  @Test
  void nobodyElseReadsAWebhook() {
    var made = api.call("make-order", order(webhooks())).is(200);
    front.pay(made.get("/response/address"), "USDT", "tron", "12.5");
    front.mine("tron", 25);
    var request = "{'webhookId':'" + letter("paid").json().at("/webhookId").asString() + "'}";
    var foreign =
        new OnchainPayClient(front.url(), Stall.foreign(front).pair("onchainpay", Scope.all()));
    assertThat(foreign.call("webhooks/get", request).is(404).get("/error/name"))
        .isEqualTo("NOT_FOUND");
    assertThat(foreign.call("webhooks/get-verbose", request).is(404).get("/error/name"))
        .isEqualTo("NOT_FOUND");
  }

  private Letter letter(String box) {
    await().until(() -> !inbox.letters(box).isEmpty());
    return inbox.letters(box).getFirst();
  }

  /// As the vendor's documentation shows it.
  private void signed(Letter letter) {
    assertThat(letter.headers().getFirst("x-api-public-key")).isEqualTo(api.publicKey());
    assertThat(letter.headers().getFirst("x-api-signature"))
        .isEqualTo(OnchainPayClient.hmac(api.secret(), letter.body()));
  }
}
