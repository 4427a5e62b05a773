package coffer.api.onchainpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.api.ApiClient;
import coffer.api.Credential;
import coffer.api.OpenApiContract;
import coffer.app.Stall;
import coffer.app.Storefront;
import coffer.core.merchant.Keys;
import coffer.core.merchant.Principal;
import coffer.core.merchant.Scope;
import coffer.core.widget.PaymentWidget;
import coffer.web.checkout.WidgetVisitor;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// The pages that OnchainPay's links lead to, in the frames of a merchant's pages.
final class OnchainPayPagesFlowTest {
  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  @AutoClose private static final HttpClient http = HttpClient.newHttpClient();
  private final Stall stall = Stall.on(front).framedBy("https://shop.example");
  private final Keys.Created pair = stall.pair("onchainpay", Scope.all());
  private final OnchainPayClient api = new OnchainPayClient(front.url(), pair);
  private final ApiClient own =
      new ApiClient(
          front.url(),
          Credential.bearer(stall.key("coffer")),
          OpenApiContract.of("coffer", "Problem", "/coffer/v1"));
  private final Principal.Pair signer = stall.signer("onchainpay", pair.text());

  @Test
  void theFrameOfAnOrderPostsItsStatus() throws Exception {
    var order = "{'currency':'USDT','network':'tron','amount':'5','order':'1','lifetime':1800}";
    var made = api.call("make-order", order).is(200);
    var id = made.get("/response/orderId");
    var link = made.get("/response/link");
    assertThat(message(link)).isEqualTo(message(id, "init"));
    front.pay(made.get("/response/address"), "USDT", "tron", "5");
    await().until(() -> message(link).equals(message(id, "pending")));
    front.mine("tron", 25);
    await().until(() -> message(link).equals(message(id, "processed")));
  }

  @Test
  void theFrameOfAnInvoicePostsItsStatus() throws Exception {
    var invoice = "{'currency':'EUR','amount':'5','lifetime':60,'currencies':[]}";
    var made = api.call("make-invoice", invoice).is(200);
    assertThat(message(made.get("/response/invoiceLink")))
        .isEqualTo(message(made.get("/response/id"), "CREATED"));
  }

  @Test
  void anInvoiceOfAWidgetIsAnInvoiceOfThisApiAndItsWebhooksAreSigned() throws Exception {
    try (var inbox = new OnchainPayInbox();
        var payer = new WidgetVisitor(front.url())) {
      var webhook = new PaymentWidget.Webhook(inbox.url("widget"), Optional.of(signer));
      var widget =
          stall.widget(
              new PaymentWidget.Terms(
                  "Top up",
                  "onchainpay",
                  List.of(),
                  Optional.empty(),
                  List.of("USDT:tron"),
                  Optional.of(Duration.ofMinutes(30)),
                  Optional.of(webhook),
                  false));
      var path =
          "/onchainpay"
              + WidgetVisitor.path(
                  widget,
                  "payinCryptoInvoiceAmount",
                  "5",
                  "payinCryptoInvoiceCurrencies",
                  "USDT",
                  "payinCryptoInvoiceId",
                  "#12345",
                  "payerEmail",
                  "payer@shop.example");
      var id = WidgetVisitor.invoice(payer.post(path));
      var invoice = api.call("get-invoice", "{'invoiceId':'" + id + "'}").is(200);
      assertThat(invoice.get("/response/externalId")).isEqualTo("#12345");
      assertThat(invoice.get("/response/payerEmail")).isEqualTo("payer@shop.example");
      assertThat(invoice.get("/response/status")).isEqualTo("INIT");
      assertThat(message(invoice.get("/response/invoiceLink"))).isEqualTo(message(id, "INIT"));
      front.pay(own.get("/coffer/v1/invoices/" + id).get("/quotes/0/address"), "USDT", "tron", "5");
      front.mine("tron", 25);
      await()
          .until(() -> inbox.letters("widget").stream().anyMatch(OnchainPayPagesFlowTest::isPaid));
      for (var letter : inbox.letters("widget")) {
        assertThat(letter.headers().getFirst("x-api-public-key")).isEqualTo(api.publicKey());
        assertThat(letter.headers().getFirst("x-api-signature"))
            .isEqualTo(OnchainPayClient.hmac(api.secret(), letter.body()));
      }
      assertThat(api.call("get-invoices", "{}").get("/response/total")).isEqualTo("1");
    }
  }

  private static boolean isPaid(OnchainPayInbox.Letter letter) {
    return letter.json().path("status").asString().equals("PROCESSED");
  }

  private static String message(String id, String status) {
    return "{\"type\":\"ocp:order\",\"orderId\":\"%s\",\"status\":\"%s\"}".formatted(id, status);
  }

  private static String message(String link) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(link + "?iframe=true")).build();
    var page = http.send(request, BodyHandlers.ofString()).body();
    return page.replaceAll("(?s).* data-message=\"([^\"]*)\".*", "$1").replace("&#34;", "\"");
  }
}
