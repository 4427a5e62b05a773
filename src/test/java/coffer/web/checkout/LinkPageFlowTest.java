package coffer.web.checkout;

import static coffer.web.checkout.WidgetVisitor.header;
import static coffer.web.checkout.WidgetVisitor.invoice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.api.ApiClient;
import coffer.api.Credential;
import coffer.api.OpenApiContract;
import coffer.app.Stall;
import coffer.app.Storefront;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The page of a payment link over HTTP, and the invoices that it makes.
final class LinkPageFlowTest {
  private static final String LINKS = "/coffer/v1/payment-links";

  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  @AutoClose private static final WidgetVisitor payer = new WidgetVisitor(front.url());
  private final Stall stall = Stall.on(front).framedBy("https://shop.example");
  private final ApiClient api =
      new ApiClient(
          front.url(),
          Credential.bearer(stall.key("coffer")),
          OpenApiContract.of("coffer", "Problem", "/coffer/v1"));

  /// @param more fields of the request
  private ApiClient.Answer link(String more) {
    return api.post(LINKS, "{'title': 'Two tickets', 'currency': 'EUR'" + more + "}").is(201);
  }

  private static String path(ApiClient.Answer link) {
    return link.get("/url").substring(front.url().length());
  }

  private String seen(String invoice, String pointer) {
    return api.get("/coffer/v1/invoices/" + invoice).is(200).get(pointer);
  }

  private String status(ApiClient.Answer link) {
    return api.get(LINKS + "/" + link.get("/id")).is(200).get("/status");
  }

  private void pay(String invoice) {
    var quote = "/coffer/v1/invoices/" + invoice + "/quote";
    var quoted = api.post(quote, "{'asset': 'USDT', 'network': 'tron'}").is(200);
    front.pay(quoted.get("/quotes/0/address"), "USDT", "tron", quoted.get("/quotes/0/due"));
    front.mine("tron", 25);
    await().until(() -> seen(invoice, "/status").equals("settled"));
  }

  @Test
  void aFixedPriceIsPaidManyTimes() {
    var link = link(", 'amount': '25', 'description': 'Row 4\\nSeats 1 and 2'");
    for (int time = 0; time < 3; time++) {
      var page = payer.get(path(link) + "?amount=1&lang=en");
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body())
          .contains("Two tickets", "Row 4\nSeats 1 and 2", "25.00", "method=\"post\"")
          .doesNotContain("<script", "name=\"amount\"");
    }
    assertThat(api.get("/coffer/v1/invoices").get("/data")).isEqualTo("[]");
    var first = invoice(payer.post(path(link), "amount", "1"));
    var second = invoice(payer.post(path(link)));
    assertThat(second).isNotEqualTo(first);
    assertThat(seen(first, "/amount")).isEqualTo("25");
    assertThat(seen(first, "/currency")).isEqualTo("EUR");
    assertThat(seen(first, "/description")).isEqualTo("Two tickets");
    assertThat(seen(first, "/metadata/payment_link")).isEqualTo(link.get("/id"));
    var invoices = api.get(LINKS + "/" + link.get("/id") + "/invoices?limit=1").is(200);
    assertThat(invoices.get("/data/0/id")).isEqualTo(second);
    var rest = LINKS + "/" + link.get("/id") + "/invoices?cursor=" + invoices.get("/next_cursor");
    assertThat(api.get(rest).is(200).get("/data/0/id")).isEqualTo(first);
    pay(first);
    assertThat(status(link)).isEqualTo("open");
    assertThat(payer.get(path(link)).statusCode()).isEqualTo(200);
  }

  @Test
  void anOpenAmountIsTypedOrChosen() {
    var link = link(", 'min_amount': '2', 'max_amount': '50', 'suggested_amounts': ['5', '12.50']");
    var page = payer.get(path(link) + "?lang=en&amount=7").body();
    assertThat(page)
        .contains("From 2.00 to 50.00 EUR", "value=\"12.5\"", "name=\"amount\" value=\"7\"");
    assertThat(seen(invoice(payer.post(path(link), "choice", "12.5")), "/amount"))
        .isEqualTo("12.5");
    assertThat(seen(invoice(payer.post(path(link), "choice", "5", "amount", " 3,5 ")), "/amount"))
        .as("the typed amount comes first")
        .isEqualTo("3.5");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1.99", "50.01", "0", "-3", "1e1", "12.123456789", "NaN", "<b>"})
  void anAmountOutOfBoundsIsAskedForAgain(String amount) {
    var link = link(", 'min_amount': '2', 'max_amount': '50'");
    var page = payer.post(path(link), "amount", amount);
    assertThat(page.statusCode()).isEqualTo(422);
    assertThat(page.body())
        .contains("aria-invalid=\"true\"", "within the bounds")
        .doesNotContain("<b>");
    assertThat(api.get("/coffer/v1/invoices").get("/data")).isEqualTo("[]");
  }

  @Test
  void answersAreKeptOnTheInvoice() {
    var link =
        link(
            """
            , 'amount': '5', 'custom_fields': [{'label': 'Your name', 'required': true},
              {'label': 'E-mail', 'type': 'email'}, {'label': 'Age', 'type': 'number'},
              {'label': 'Size', 'type': 'choice', 'required': true, 'options': ['S', 'M']}]""");
    var wrong =
        payer.post(
            path(link) + "?lang=en",
            "answer:E-mail",
            "no address",
            "answer:Age",
            "old",
            "answer:Size",
            "XXL");
    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(wrong.body().split("This answer is missing", -1)).hasSize(5);
    assertThat(wrong.body()).contains("value=\"no address\"");
    var hostile = "\"><script>alert(1)</script>'{0}${form}";
    var id =
        invoice(
            payer.post(
                path(link), "answer:Your name", hostile, "answer:Size", "M", "answer:Age", "-3,5"));
    assertThat(seen(id, "/metadata/Your name")).isEqualTo(hostile);
    assertThat(seen(id, "/metadata/Size")).isEqualTo("M");
    assertThat(seen(id, "/metadata/Age")).isEqualTo("-3,5");
    // An event shows only when every older transaction has ended.
    await().until(() -> api.get("/coffer/v1/events").text().contains("Your name"));
    assertThat(api.get("/coffer/v1/events").text()).contains(link.get("/id"));
    for (var text : List.of("a\u0000b", "a\nb", "a\u202eb", "x".repeat(501))) {
      var refused =
          payer.post(
              path(link), "answer:Your name", text, "answer:Size", "M", "answer:other", text);
      assertThat(refused.statusCode()).isEqualTo(422);
    }
  }

  @Test
  void whatTheMerchantWroteIsText() {
    var hostile = "'><script>alert(1)</script>{0}${form}".replace("'", "\\\"");
    var link =
        api.post(
                LINKS,
                ("{'title': '%1$s', 'description': '%1$s', 'thanks': '%1$s', 'currency': 'EUR', 'custom_fields':"
                        + " [{'label': '%1$s', 'type': 'choice', 'options': ['%1$s']}]}")
                    .formatted(hostile))
            .is(201);
    var page = payer.get(path(link));
    assertThat(page.body()).contains("&lt;script&gt;").doesNotContain("<script");
  }

  @Test
  void aLinkThatIsNotReusableIsPaidOnce() {
    var link = link(", 'amount': '25', 'reusable': false");
    var id = invoice(payer.post(path(link)));
    assertThat(invoice(payer.get(path(link)))).as("everybody continues with it").isEqualTo(id);
    assertThat(invoice(payer.post(path(link)))).isEqualTo(id);
    pay(id);
    assertThat(status(link)).isEqualTo("used");
    var used = payer.get(path(link) + "?lang=en");
    assertThat(used.body())
        .contains("This payment link was used already")
        .doesNotContain("<button");
    var again = payer.post(path(link));
    assertThat(again.statusCode()).isEqualTo(303);
    assertThat(header(again, "Location")).isEqualTo(path(link));
    assertThat(api.get("/coffer/v1/invoices").json().at("/data").size()).isEqualTo(1);
    api.patch(LINKS + "/" + link.get("/id"), "{'reusable': true}").is(200);
    assertThat(status(link)).isEqualTo("open");
  }

  @Test
  void anInvoiceThatExpiredOrWasCancelledFreesTheLink() {
    var link = link(", 'amount': '25', 'reusable': false, 'invoice_expires_in': 60");
    var first = invoice(payer.post(path(link)));
    api.post("/coffer/v1/invoices/" + first + "/cancel", "{}").is(200);
    var second = invoice(payer.post(path(link)));
    assertThat(second).isNotEqualTo(first);
    front.later(Duration.ofMinutes(2));
    await().until(() -> seen(second, "/status").equals("expired"));
    assertThat(payer.get(path(link)).statusCode()).isEqualTo(200);
    var third = invoice(payer.post(path(link)));
    assertThat(third).isNotEqualTo(second);
    pay(third);
    assertThat(status(link)).isEqualTo("used");
  }

  @Test
  void manyPayersAtOnceGetOneInvoice() throws Exception {
    var link = link(", 'amount': '25', 'reusable': false");
    Callable<HttpResponse<String>> act = () -> payer.post(path(link));
    var ids = new HashSet<String>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var sent : threads.invokeAll(Collections.nCopies(20, act))) ids.add(invoice(sent.get()));
    }
    assertThat(ids).hasSize(1);
    assertThat(api.get("/coffer/v1/invoices").json().at("/data").size()).isEqualTo(1);
  }

  @Test
  void aClosedLinkMakesNoInvoice() {
    var disabled = link(", 'amount': '25'");
    api.patch(LINKS + "/" + disabled.get("/id"), "{'active': false}").is(200);
    assertThat(payer.get(path(disabled) + "?lang=en").body())
        .contains("The merchant has closed")
        .doesNotContain("<button");
    assertThat(payer.post(path(disabled)).statusCode()).isEqualTo(303);
    assertThat(api.get("/coffer/v1/invoices").get("/data")).isEqualTo("[]");
  }

  @Test
  void thePayerIsThankedAfterThePayment() {
    var link =
        link(
            ", 'amount': '5', 'submit_type': 'donate', 'thanks': 'The books\\narrive <b>soon</b>.', 'return_url':"
                + " 'https://shop.example/'");
    assertThat(payer.get(path(link) + "?lang=en").body()).contains(">Donate<");
    var id = invoice(payer.post(path(link)));
    var thanks = seen(id, "/return_url").substring(front.url().length());
    assertThat(thanks).startsWith(path(link) + "/thanks/");
    var early = payer.get(thanks);
    assertThat(early.statusCode()).isEqualTo(303);
    assertThat(header(early, "Location")).isEqualTo(path(link));
    pay(id);
    assertThat(payer.get(thanks).body())
        .contains("The books\narrive &lt;b&gt;soon&lt;/b&gt;.", "href=\"https://shop.example/\"");
    var other = link(", 'amount': '5', 'thanks': 'x'");
    var missing = payer.get(path(link) + "/thanks/not-a-token").body();
    assertThat(payer.get(thanks.replace(path(link), path(other))).body()).isEqualTo(missing);
  }

  @Test
  void aCurrencyWithoutARateIsNotOffered() {
    var link = link(", 'amount': '5'");
    api.patch(LINKS + "/" + link.get("/id"), "{'currency': 'XXX'}").is(200);
    var page = payer.post(path(link) + "?lang=en");
    assertThat(page.statusCode()).isEqualTo(422);
    assertThat(page.body()).contains("No payment can be made here");
  }

  @Test
  void onlyTheMerchantsPagesShowItInAFrame() {
    var link = link(", 'amount': '5'");
    assertThat(header(payer.get(path(link)), "Content-Security-Policy"))
        .contains("default-src 'none'", "form-action 'self'")
        .endsWith("frame-ancestors 'none'");
    var framed = payer.get(path(link) + "?iframe=true");
    assertThat(header(framed, "Content-Security-Policy"))
        .endsWith("frame-ancestors https://shop.example");
    assertThat(header(framed, "Cache-Control")).isEqualTo("no-store");
    assertThat(header(payer.post(path(link) + "?iframe=true&theme=dark"), "Location"))
        .endsWith("?iframe=true&theme=dark");
  }

  @Test
  void whatIsNoLinkIsMissing() {
    var missing = payer.get("/link/0000000000");
    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(missing.body()).contains("There is no such payment link");
    for (var code : List.of("x", "a".repeat(300), "%00", "0000000000%0A", "..%2F..")) {
      assertThat(payer.get("/link/" + code).statusCode()).as(code).isIn(400, 404);
    }
    assertThat(payer.post("/link/0000000000").body()).isEqualTo(missing.body());
  }
}
