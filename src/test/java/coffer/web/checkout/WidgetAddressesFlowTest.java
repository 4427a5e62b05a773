package coffer.web.checkout;

import static coffer.web.checkout.WidgetVisitor.header;
import static coffer.web.checkout.WidgetVisitor.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.api.ApiClient;
import coffer.api.Credential;
import coffer.api.OpenApiContract;
import coffer.api.onchainpay.OnchainPayClient;
import coffer.api.onchainpay.OnchainPayInbox;
import coffer.app.Stall;
import coffer.app.Storefront;
import coffer.core.merchant.Scope;
import coffer.core.widget.PaymentWidget.Terms;
import coffer.core.widget.PaymentWidget.Webhook;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A widget that shows customers their deposit addresses, over HTTP.
final class WidgetAddressesFlowTest {
  private static final String CLIENT = "payinCryptoPersonalClientId";
  private static final String EMAIL = "payinCryptoPersonalClientEmail";
  private static final String COINS = "payinCryptoCurrenciesTo";

  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  @AutoClose private static final WidgetVisitor payer = new WidgetVisitor(front.url());
  private final Stall stall = Stall.on(front).framedBy("https://shop.example");
  private final ApiClient api =
      new ApiClient(
          front.url(),
          Credential.bearer(stall.key("coffer")),
          OpenApiContract.of("coffer", "Problem", "/coffer/v1"));

  private UUID widget(String dialect, Optional<Webhook> webhook, boolean addresses) {
    return stall.widget(
        new Terms(
            "Top up",
            dialect,
            List.of(),
            Optional.empty(),
            List.of("USDT:tron", "ETH:ethereum"),
            Optional.empty(),
            webhook,
            addresses));
  }

  private UUID widget() {
    return widget("coffer", Optional.empty(), true);
  }

  private static String key(HttpResponse<String> page, String code) {
    return page.body().replaceAll("(?s).*value=\"(" + code + ":[^\"]+)\".*", "$1");
  }

  private static String address(HttpResponse<String> page) {
    return page.body().replaceAll("(?s).* id=\"address\">([^<]+)<.*", "$1");
  }

  private int customers() {
    return api.get("/coffer/v1/customers").is(200).json().at("/data").size();
  }

  @Test
  void aCustomerGetsAnAddressForEver() {
    var path = path(widget(), CLIENT, "user 7", EMAIL, "payer@shop.example", "lang", "en");
    var page = payer.get(path);
    assertThat(page.body())
        .contains("Deposit address", "method=\"post\"", "value=\"ETH:")
        .doesNotContain("<script", "id=\"address\"");
    assertThat(payer.get(path + "&asset=" + key(page, "USDT")).body())
        .doesNotContain("id=\"address\"");
    assertThat(customers()).as("to open the page creates nothing").isZero();

    var sent = payer.post(path, "asset", key(page, "USDT"));
    assertThat(sent.statusCode()).isEqualTo(303);
    var shown = payer.get(header(sent, "Location"));
    assertThat(shown.body())
        .contains("This address is yours for ever", "Only send USDT", "<path d=")
        .contains("asset=USDT%3A")
        .doesNotContain("<script");
    var again = payer.get(header(payer.post(path, "asset", key(page, "USDT")), "Location"));
    assertThat(address(again)).isEqualTo(address(shown));
    var other = payer.get(header(payer.post(path, "asset", key(page, "ETH")), "Location"));
    assertThat(address(other)).isNotEqualTo(address(shown)).startsWith("0x");

    var customer = api.get("/coffer/v1/customers?client_id=user%207").is(200);
    assertThat(customer.get("/data/0/email")).isEqualTo("payer@shop.example");
    front.pay(address(shown), "USDT", "tron", "5");
    front.mine("tron", 25);
    await().until(() -> api.get("/coffer/v1/payments").text().contains("\"status\":\"confirmed\""));
    assertThat(api.get("/coffer/v1/payments").text()).contains("\"user 7\"", address(shown));
  }

  @Test
  void theWebhookOfTheWidgetReceivesTheDepositsOfNewCustomers() {
    var pair = stall.pair("onchainpay", Scope.all());
    var onchainpay = new OnchainPayClient(front.url(), pair);
    try (var inbox = new OnchainPayInbox()) {
      var signer = stall.signer("onchainpay", pair.text());
      var webhook = new Webhook(inbox.url("widget"), Optional.of(signer));
      onchainpay
          .call(
              "personal-addresses/create-user",
              "{'clientId':'old','depositWebhookUrl':'" + inbox.url("own") + "'}")
          .is(200);
      var id = widget("onchainpay", Optional.of(webhook), true);
      for (var client : List.of("new", "old")) {
        var path = "/onchainpay" + path(id, CLIENT, client, COINS, "USDT_tron");
        var sent = payer.post(path, "asset", key(payer.get(path), "USDT"));
        front.pay(address(payer.get(header(sent, "Location"))), "USDT", "tron", "5");
      }
      front.mine("tron", 25);
      await().until(() -> processed(inbox, "widget") && processed(inbox, "own"));
      var user = onchainpay.call("personal-addresses/get-user", "{'clientId':'new'}").is(200);
      for (var letter : inbox.letters("widget")) {
        assertThat(letter.json().path("userId").asString()).isEqualTo(user.get("/response/id"));
        assertThat(letter.headers().getFirst("x-api-signature"))
            .isEqualTo(OnchainPayClient.hmac(onchainpay.secret(), letter.body()));
      }
    }
  }

  private static boolean processed(OnchainPayInbox inbox, String name) {
    return inbox.letters(name).stream()
        .anyMatch(letter -> letter.json().path("status").asString().equals("processed"));
  }

  @Test
  void twoActsAtOnceMakeOneAddress() throws Exception {
    var path = path(widget(), CLIENT, "8");
    var key = key(payer.get(path), "USDT");
    Callable<HttpResponse<String>> act = () -> payer.post(path, "asset", key);
    var seen = new HashSet<String>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var sent : threads.invokeAll(Collections.nCopies(10, act))) {
        seen.add(address(payer.get(header(sent.get(), "Location"))));
      }
    }
    assertThat(seen).hasSize(1);
    assertThat(customers()).isEqualTo(1);
  }

  @Test
  void aWidgetShowsNoAddressUnlessTheMerchantSaysSo() {
    var path = path(widget("coffer", Optional.empty(), false), CLIENT, "7");
    for (var page : List.of(payer.get(path), payer.post(path, "asset", "USDT:tron-sandbox"))) {
      assertThat(page.statusCode()).isEqualTo(422);
      assertThat(page.body()).contains("This did not work");
    }
    assertThat(customers()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "payinCryptoPersonalClientId, 'a\u0000b'",
    "payinCryptoPersonalClientEmail, 'a\nb'",
    "payinCryptoPersonalClientEmail, 'a\u202eb'"
  })
  void aWrongLinkIsNeitherUsedNorIgnored(String name, String value) {
    var path = path(widget(), CLIENT, "7", name.equals(CLIENT) ? COINS : name, value);
    var wrong = name.equals(CLIENT) ? path(widget(), CLIENT, value) : path;
    assertThat(payer.get(wrong).statusCode()).isEqualTo(422);
    assertThat(payer.post(wrong, "asset", "x").statusCode()).isEqualTo(422);
    assertThat(customers()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "USDT", "USDT:nowhere", ":", "<b>", "USDT:tron\u0000"})
  void whatIsNotOfferedMakesNoAddress(String asset) {
    var page = payer.post(path(widget(), CLIENT, "7"), "asset", asset);
    assertThat(page.statusCode()).isIn(400, 422);
    assertThat(page.body()).doesNotContain("<b>");
    assertThat(customers()).isZero();
  }

  @Test
  void whatALinkSaysIsText() {
    var hostile = "\"><script>alert(1)</script>'{0}${form}";
    var path = path(widget(), CLIENT, hostile, EMAIL, hostile);
    var page = payer.get(path);
    var shown = payer.get(header(payer.post(path, "asset", key(page, "ETH")), "Location"));
    for (var each : List.of(page, shown)) {
      assertThat(each.statusCode()).isEqualTo(200);
      assertThat(each.body()).doesNotContain("<script", "${form}\"");
      assertThat(header(each, "Cache-Control")).isEqualTo("no-store");
      assertThat(header(each, "Content-Security-Policy"))
          .endsWith("frame-ancestors https://shop.example");
    }
    assertThat(api.get("/coffer/v1/customers").get("/data/0/client_id")).isEqualTo(hostile);
  }
}
