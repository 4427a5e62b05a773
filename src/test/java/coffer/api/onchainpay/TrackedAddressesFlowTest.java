package coffer.api.onchainpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.api.ApiClient;
import coffer.api.ApiClient.Answer;
import coffer.api.Credential;
import coffer.api.OpenApiContract;
import coffer.app.Stall;
import coffer.app.Storefront;
import coffer.core.merchant.Scope;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tracked addresses in both APIs, on a whole server with simulated chains.
final class TrackedAddressesFlowTest {
  private static final String METHOD = "track-addresses/add-address";
  private static final String OWN = "/coffer/v1/tracked-addresses";
  private static final String TRON = "TXYZopYRdj2D9XRtbG411XZZ3kM5VkAeBf";
  private static final AtomicInteger COUNT = new AtomicInteger(1);

  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  @AutoClose private final OnchainPayInbox inbox = new OnchainPayInbox();
  private final Stall stall = Stall.on(front);
  private final OnchainPayClient api =
      new OnchainPayClient(front.url(), stall.pair("onchainpay", Scope.all()));
  private final ApiClient own = own(stall);

  /// Tests share a chain, and each has an address of its own.
  private final String evm =
      "0x%038d%02d".formatted(COUNT.incrementAndGet(), COUNT.incrementAndGet());

  private static ApiClient own(Stall stall) {
    return new ApiClient(
        front.url(),
        Credential.bearer(stall.key("coffer")),
        OpenApiContract.of("coffer", "Problem", "/coffer/v1"));
  }

  private Answer track(String address, String url) {
    return api.call(METHOD, "{'address':'%s','webhookUrl':'%s'}".formatted(address, url));
  }

  private void pay(String amount) {
    front.pay(evm, "USDT", "ethereum", amount);
    front.mine("ethereum", 80);
  }

  @Test
  void aTransferIsReportedOnceAndSigned() {
    var made = track(evm, inbox.url("tracked")).is(200);
    assertThat(made.json().path("response").propertyNames())
        .containsExactly("id", "networks", "address", "webhookUrl");
    assertThat(made.get("/response/address").toLowerCase(Locale.ROOT)).isEqualTo(evm);
    assertThat(made.json().at("/response/networks").valueStream().map(n -> n.asString()))
        .contains("ethereum", "bsc")
        .doesNotContain("tron", "bitcoin");
    pay("12.44");
    await().until(() -> !inbox.letters("tracked").isEmpty());
    var letter = inbox.letters("tracked").getFirst();
    var txid = letter.json().at("/tx").asString();
    assertThat(letter.body())
        .isEqualTo(
            "{\"currency\":\"USDT\",\"network\":\"ethereum\",\"address\":\"%s\",\"amount\":\"12.44\",\"tx\":\"%s\"}"
                .formatted(made.get("/response/address"), txid));
    assertThat(letter.headers().getFirst("x-api-public-key")).isEqualTo(api.publicKey());
    assertThat(letter.headers().getFirst("x-api-signature"))
        .isEqualTo(OnchainPayClient.hmac(api.secret(), letter.body()));
    var path = OWN + "/" + made.get("/response/id");
    await().until(() -> status(path).equals("delivered"));
    front.mine("ethereum", 3);
    assertThat(inbox.letters("tracked")).hasSize(1);
    assertThat(own.get(path + "/transfers").is(200).get("/data/0/txid")).isEqualTo(txid);
    assertThat(own.get("/coffer/v1/payments").get("/data")).isEqualTo("[]");
    assertThat(own.get("/coffer/v1/balances").get("/data")).isEqualTo("[]");
  }

  private String status(String path) {
    return own.get(path + "/transfers").is(200).get("/data/0/webhook/status");
  }

  @Test
  void theOwnApiReportsAnEventWithTheSignatureOfWebhooks() {
    var body = "{'address':'%s','webhook_url':'%s'}".formatted(evm, inbox.url("own"));
    var made = own.post(OWN, body).is(200);
    assertThat(own.post(OWN, body).is(200).get("/id")).isEqualTo(made.get("/id"));
    assertThat(made.get("/skipped_transfers")).isEqualTo("0");
    pay("3");
    await().until(() -> !inbox.letters("own").isEmpty());
    var letter = inbox.letters("own").getFirst();
    assertThat(letter.json().at("/type").asString()).isEqualTo("tracked_transfer.final");
    assertThat(letter.json().at("/data/tracked_transfer/amount").asString()).isEqualTo("3");
    assertThat(letter.json().at("/data/tracked_transfer/tracked_address").asString())
        .isEqualTo(made.get("/id"));
    assertThat(letter.json().at("/id").asString())
        .isEqualTo(letter.headers().getFirst("webhook-id"));
    assertThat(letter.headers().getFirst("webhook-signature")).startsWith("v1,");
    var path = OWN + "/" + made.get("/id");
    own.delete(path).is(204);
    own.delete(path).is(404);
    own.get(path).is(404);
    own.get(path + "/transfers").is(404);
  }

  @Test
  void theSameAddressAgainReplacesTheUrl() {
    var first = track(evm, inbox.url("old")).is(200);
    var second = track(evm.toUpperCase(Locale.ROOT).replace("0X", "0x"), inbox.url("new")).is(200);
    assertThat(second.get("/response/id")).isEqualTo(first.get("/response/id"));
    pay("1");
    await().until(() -> !inbox.letters("new").isEmpty());
    assertThat(inbox.letters("old")).isEmpty();
    assertThat(own.get(OWN).is(200).json().path("data")).hasSize(1);
  }

  @Test
  void pagesOfTrackedAddresses() {
    for (var address : List.of(evm, TRON)) track(address, inbox.url("x")).is(200);
    var page = own.get(OWN + "?limit=1").is(200);
    var next = own.get(OWN + "?limit=1&cursor=" + page.get("/next_cursor")).is(200);
    assertThat(next.get("/data/0/address")).isEqualTo(TRON);
    assertThat(next.get("/next_cursor")).isEqualTo("null");
  }

  @Test
  void nobodyElseSeesOrEndsIt() {
    var id = track(evm, inbox.url("mine")).is(200).get("/response/id");
    var stranger = own(Stall.foreign(front));
    stranger.get(OWN + "/" + id).is(404);
    stranger.delete(OWN + "/" + id).is(404);
    assertThat(stranger.get(OWN).get("/data")).isEqualTo("[]");
    pay("1");
    await().until(() -> !inbox.letters("mine").isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | VALIDATION_ERROR | address: Is required. webhookUrl: Is required.",
        "{'address':'x','webhookUrl':'https://a.example/'} | INVALID_ADDRESS | address: ",
        "{'address':'','webhookUrl':'https://a.example/'} | VALIDATION_ERROR | address: ",
        "{'address':['%s'],'webhookUrl':'https://a.example/'} | VALIDATION_ERROR | address: ",
        "{'address':'%s\\u0000','webhookUrl':'https://a.example/'} | VALIDATION_ERROR | address: ",
        "{'address':1e400,'webhookUrl':'https://a.example/'} | VALIDATION_ERROR | address: ",
        "{'address':'%s','webhookUrl':''} | VALIDATION_ERROR | webhookUrl: ",
        "{'address':'%s','webhookUrl':7} | VALIDATION_ERROR | webhookUrl: ",
        "{'address':'%s','webhookUrl':'ftp://a.example/'} | VALIDATION_ERROR | webhookUrl: ",
        "{'address':'%s','webhookUrl':'http://10.0.0.1/'} | VALIDATION_ERROR | webhookUrl: ",
      })
  void badInputNamesItsField(String body, String name, String message) {
    var answer = api.call(METHOD, body.replace("%s", evm)).is(400);
    assertThat(answer.get("/error/name")).isEqualTo(name);
    assertThat(answer.get("/error/message")).startsWith(message);
  }

  @Test
  void badInputOfTheOwnApi() {
    for (var body :
        List.of(
            "{}",
            "{'address':'x','webhook_url':'https://a.example/'}",
            "{'address':'" + evm + "','webhook_url':'http://10.0.0.1/'}",
            "{'address':'" + evm + "','webhook_url':'https://a.example/','chain':'tron'}",
            "{'address':[],'webhook_url':'https://a.example/'}")) {
      own.post(OWN, body).is(422);
    }
    own.get(OWN + "?cursor=" + java.util.UUID.randomUUID()).is(422);
    own.get(OWN + "/nothing").is(404);
  }

  @Test
  void keysNeedTheScope() {
    var reader =
        new OnchainPayClient(
            front.url(), stall.pair("onchainpay", java.util.Set.of(Scope.INVOICES_READ)));
    assertThat(
            reader
                .call(METHOD, "{'address':'%s','webhookUrl':'https://a.example/'}".formatted(evm))
                .is(403)
                .get("/error/name"))
        .isEqualTo("PERMISSION_DENIED");
  }

  @Test
  void theUnderscoreSpellingIsTheSame() {
    var body = "{'address':'%s','webhookUrl':'%s'}".formatted(evm, inbox.url("x"));
    api.call("track_addresses/add-address", body).is(200);
  }
}
