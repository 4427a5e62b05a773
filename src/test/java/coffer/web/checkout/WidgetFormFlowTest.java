package coffer.web.checkout;

import static coffer.web.checkout.WidgetVisitor.header;
import static coffer.web.checkout.WidgetVisitor.invoice;
import static coffer.web.checkout.WidgetVisitor.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.api.ApiClient;
import coffer.api.Credential;
import coffer.api.OpenApiContract;
import coffer.app.Stall;
import coffer.app.Storefront;
import coffer.core.widget.PaymentWidget.Terms;
import java.math.BigInteger;
import java.net.http.HttpResponse;
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

/// The page of a payment widget over HTTP, and the invoices that it makes.
final class WidgetFormFlowTest {
  private static final String AMOUNT = "payinCryptoInvoiceAmount";
  private static final String CURRENCIES = "payinCryptoInvoiceCurrencies";
  private static final String ORDER = "payinCryptoInvoiceId";
  private static final String DESCRIPTION = "payinCryptoInvoiceDesc";
  private static final String COINS = "payinCryptoCurrenciesTo";

  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  @AutoClose private static final WidgetVisitor payer = new WidgetVisitor(front.url());
  private final Stall stall = Stall.on(front).framedBy("https://shop.example");
  private final ApiClient api =
      new ApiClient(
          front.url(),
          Credential.bearer(stall.key("coffer")),
          OpenApiContract.of("coffer", "Problem", "/coffer/v1"));
  private final UUID widget = stall.widget(terms(List.of(), Optional.empty(), List.of()));

  private static Terms terms(
      List<String> currencies, Optional<BigInteger> price, List<String> assets) {
    return new Terms(
        "Top up", "coffer", currencies, price, assets, Optional.empty(), Optional.empty(), false);
  }

  private String seen(String invoice, String pointer) {
    return api.get("/coffer/v1/invoices/" + invoice).is(200).get(pointer);
  }

  private int invoices() {
    return api.get("/coffer/v1/invoices").is(200).json().at("/data").size();
  }

  @Test
  void openingThePageCreatesNothing() {
    var path = path(widget, AMOUNT, "10", CURRENCIES, "EUR", ORDER, "#12345", "lang", "en");
    for (int time = 0; time < 3; time++) {
      var page = payer.get(path);
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body())
          .contains("10.00", "EUR", "#12345", "method=\"post\"")
          .contains("action=\"" + path.replace("&", "&amp;") + "\"")
          .doesNotContain("<input", "<script");
    }
    assertThat(invoices()).isZero();
  }

  @Test
  void thePayerTypesAnAmountAndPays() {
    var path = path(widget, DESCRIPTION, "Top up", "theme", "dark", "lang", "ru");
    assertThat(payer.get(path).body())
        .contains("name=\"amount\"", "<option value=\"EUR\"", "<option value=\"USDT\"", "Оплата");
    var sent = payer.post(path, "amount", " 12,50 ", "currency", "EUR");
    assertThat(sent.statusCode()).isEqualTo(303);
    assertThat(header(sent, "Location")).endsWith("?lang=ru&iframe=true&theme=dark");
    var id = invoice(sent);
    assertThat(seen(id, "/amount")).isEqualTo("12.5");
    assertThat(seen(id, "/currency")).isEqualTo("EUR");
    assertThat(seen(id, "/description")).isEqualTo("Top up");
    assertThat(seen(id, "/metadata/widget")).isEqualTo(widget.toString());
    assertThat(payer.get(header(sent, "Location")).body()).contains("12.50", "data-theme=\"dark\"");
    // Without an order id, each act makes an invoice.
    assertThat(invoice(payer.post(path, "amount", "12,50", "currency", "EUR"))).isNotEqualTo(id);
  }

  @Test
  void whatTheLinkFixesTheFormCannotChange() {
    var path = path(widget, AMOUNT, "10", CURRENCIES, "usd");
    var id = invoice(payer.post(path, "amount", "1", "currency", "EUR"));
    assertThat(seen(id, "/amount")).isEqualTo("10");
    assertThat(seen(id, "/currency")).isEqualTo("USD");
  }

  @Test
  void anAmountAppliesOnlyWithOneCurrency() {
    var path = path(widget, AMOUNT, "10", CURRENCIES, "USD,EUR");
    assertThat(payer.get(path).body())
        .contains("name=\"amount\" value=\"\"", "<option value=\"USD\"")
        .doesNotContain("<option value=\"USDT\"");
    var id = invoice(payer.post(path, "amount", "3", "currency", "EUR"));
    assertThat(seen(id, "/amount")).isEqualTo("3");
    assertThat(payer.post(path, "amount", "3", "currency", "RUB").statusCode()).isEqualTo(422);
  }

  @Test
  void whatTheWidgetFixesTheLinkCannotChange() {
    var fixed =
        stall.widget(
            terms(
                List.of("EUR"),
                Optional.of(BigInteger.valueOf(25_0000_0000L)),
                List.of("USDT:tron")));
    var path = path(fixed, AMOUNT, "0.01", CURRENCIES, "RUB", COINS, "ETH,USDT");
    assertThat(payer.get(path).body()).contains("25.00", "EUR").doesNotContain(">RUB<", "<input");
    var id = invoice(payer.post(path, "amount", "1"));
    assertThat(seen(id, "/amount")).isEqualTo("25");
    assertThat(seen(id, "/currency")).isEqualTo("EUR");
    assertThat(seen(id, "/options/0/asset")).isEqualTo("USDT");
    assertThat(api.get("/coffer/v1/invoices/" + id).json().at("/options").size()).isEqualTo(1);
  }

  @Test
  void theLinkCanNameCoins() {
    var path = path(widget, AMOUNT, "10", CURRENCIES, "EUR", COINS, "USDT_tron,ETH,USDD_tron");
    var options = api.get("/coffer/v1/invoices/" + invoice(payer.post(path))).json().at("/options");
    assertThat(
            options
                .valueStream()
                .map(it -> it.path("asset").asString() + "_" + it.path("network").asString()))
        .contains("USDT_tron", "ETH_ethereum")
        .allMatch(name -> name.equals("USDT_tron") || name.startsWith("ETH_"));
    var none = payer.get(path(widget, AMOUNT, "10", CURRENCIES, "EUR", COINS, "USDD_tron"));
    assertThat(none.body()).contains("No payment can be made here").doesNotContain("<button");
    assertThat(payer.post(path(widget, COINS, "USDD_tron"), "amount", "1").statusCode())
        .isEqualTo(422);
  }

  @Test
  void aCurrencyWithoutARateIsNotOffered() {
    var page = payer.get(path(widget, AMOUNT, "10", CURRENCIES, "XXX"));
    assertThat(page.body()).contains("No payment can be made here");
  }

  @Test
  void theSameOrderShowsTheSameInvoiceUntilItEnds() {
    var path = path(widget, ORDER, "#7", AMOUNT, "10", CURRENCIES, "EUR", COINS, "USDT_tron");
    var id = invoice(payer.post(path));
    assertThat(invoice(payer.post(path))).isEqualTo(id);
    var reopened = payer.get(path);
    assertThat(reopened.statusCode()).isEqualTo(303);
    assertThat(invoice(reopened)).isEqualTo(id);
    // Other terms make another invoice: a person who guesses the id changes nothing for its payer.
    var other = path(widget, ORDER, "#7", AMOUNT, "1", CURRENCIES, "EUR", COINS, "USDT_tron");
    assertThat(payer.get(other).statusCode()).isEqualTo(200);
    assertThat(invoice(payer.post(other))).isNotEqualTo(id);
    assertThat(invoice(payer.post(path))).isEqualTo(id);
    api.post("/coffer/v1/invoices/" + id + "/cancel", "{}").is(200);
    assertThat(payer.get(path).statusCode()).isEqualTo(200);
    var next = invoice(payer.post(path));
    assertThat(next).isNotEqualTo(id);
    front.pay(seen(next, "/quotes/0/address"), "USDT", "tron", seen(next, "/quotes/0/due"));
    front.mine("tron", 25);
    await().until(() -> seen(next, "/status").equals("settled"));
    assertThat(invoice(payer.get(path))).as("a paid order is not asked for again").isEqualTo(next);
    assertThat(invoice(payer.post(path))).isEqualTo(next);
  }

  @Test
  void twoActsAtOnceMakeOneInvoice() throws Exception {
    var path = path(widget, ORDER, "#8", AMOUNT, "10", CURRENCIES, "EUR");
    Callable<HttpResponse<String>> act = () -> payer.post(path);
    var ids = new HashSet<String>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var sent : threads.invokeAll(java.util.Collections.nCopies(10, act))) {
        ids.add(invoice(sent.get()));
      }
    }
    assertThat(ids).hasSize(1);
    assertThat(invoices()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "1e3", "12.123456789", "1000000000000000", "NaN", "<b>"})
  void whatIsNoAmountIsAskedForAgain(String amount) {
    var page = payer.post(path(widget, CURRENCIES, "EUR"), "amount", amount);
    assertThat(page.statusCode()).isEqualTo(422);
    assertThat(page.body())
        .contains("Type an amount such as 12.50", "role=\"alert\"")
        .doesNotContain("<b>");
    assertThat(invoices()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "payinCryptoInvoiceAmount, ten",
    "payinCryptoInvoiceAmount, -5",
    "payinCryptoInvoiceCurrencies, <b>",
    "payinCryptoInvoiceId, 'a\u0000b'",
    "payinCryptoInvoiceDesc, 'a\u202eb'",
    "payinCryptoCurrenciesTo, USDT_<b>",
    "returnUrl, javascript:alert(1)",
    "returnUrl, https://evil.example/",
    "payerEmail, 'a\nb'"
  })
  void aWrongLinkIsNeitherUsedNorIgnored(String name, String value) {
    for (var page :
        List.of(payer.get(path(widget, name, value)), payer.post(path(widget, name, value)))) {
      assertThat(page.statusCode()).isEqualTo(422);
      assertThat(page.body()).contains("This did not work").doesNotContain("<b>", "javascript:");
    }
  }

  @Test
  void whatALinkSaysIsText() {
    var hostile = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'{0}${form}";
    var path =
        path(
            widget,
            ORDER,
            hostile,
            DESCRIPTION,
            hostile,
            "payerEmail",
            hostile,
            "lang",
            hostile,
            "theme",
            hostile);
    for (var page :
        List.of(payer.get(path), payer.post(path, "amount", hostile, "currency", hostile))) {
      assertThat(page.body())
          .contains("&lt;script&gt;")
          .doesNotContain("<script", "<img", "'{0}${form}\"")
          .doesNotContainPattern("\\son[a-z]+=\"");
    }
    var id = invoice(payer.post(path, "amount", "5", "currency", "EUR"));
    assertThat(seen(id, "/order_id")).isEqualTo(hostile);
    assertThat(payer.get("/pay/" + id).body()).doesNotContain("<img", "alert(1)</script>");
  }

  @Test
  void aPayerReturnsOnlyToTheMerchantsPages() {
    var path =
        path(
            widget, AMOUNT, "5", CURRENCIES, "EUR", "returnUrl", "https://shop.example/thanks?a=1");
    assertThat(seen(invoice(payer.post(path)), "/return_url"))
        .isEqualTo("https://shop.example/thanks?a=1");
  }

  @Test
  void aRemovedWidgetIsAnsweredAsAMissingOne() {
    api.send("DELETE", "/coffer/v1/widgets/" + widget, Optional.empty()).is(204);
    for (var path : List.of("/widget/", "/onchainpay/widget/")) {
      var removed = payer.get(path + widget);
      var missing = payer.get(path + UUID.randomUUID());
      assertThat(removed.statusCode()).isEqualTo(404);
      assertThat(removed.body())
          .isEqualTo(missing.body())
          .contains("There is no such payment form");
      assertThat(payer.post(path + widget, "amount", "5").body()).isEqualTo(missing.body());
      assertThat(header(removed, "Content-Security-Policy"))
          .isEqualTo(header(missing, "Content-Security-Policy"));
    }
  }

  @Test
  void onlyTheMerchantsPagesShowItInAFrame() {
    var wrong = path(widget, AMOUNT, "ten");
    for (var page : List.of(payer.get(path(widget)), payer.get(wrong), payer.post(path(widget)))) {
      assertThat(header(page, "Content-Security-Policy"))
          .contains("default-src 'none'", "form-action 'self'")
          .endsWith("frame-ancestors https://shop.example");
      assertThat(header(page, "X-Frame-Options")).isEmpty();
      assertThat(header(page, "Cache-Control")).isEqualTo("no-store");
      assertThat(header(page, "Set-Cookie")).isEmpty();
    }
    stall.framedBy();
    assertThat(header(payer.get(path(widget)), "Content-Security-Policy"))
        .endsWith("frame-ancestors 'none'");
  }

  @Test
  void theWidgetOfTheScriptKeepsItsPaths() {
    assertThat(payer.get("/widget/in_0000000000000").body())
        .isEqualTo("{\"message\":\"no such invoice\"}");
    assertThat(payer.get("/widget/x").body()).isEqualTo("{\"message\":\"no such invoice\"}");
    assertThat(payer.get("/widget/x").statusCode()).isEqualTo(404);
    assertThat(payer.get("/onchainpay" + path(widget)).statusCode()).isEqualTo(200);
  }
}
