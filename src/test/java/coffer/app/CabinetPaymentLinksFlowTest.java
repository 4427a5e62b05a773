package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.ApiClient;
import coffer.api.Credential;
import coffer.api.OpenApiContract;
import coffer.core.user.Role;
import coffer.web.cabinet.PaymentLinkRow;
import coffer.web.checkout.WidgetVisitor;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Payment links in the cabinet, over HTTP.
final class CabinetPaymentLinksFlowTest {
  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  @AutoClose private static final WidgetVisitor payer = new WidgetVisitor(front.url());
  private final Stall stall = Stall.on(front);
  private final CabinetPeople people = new CabinetPeople(front);
  private final CabinetBrowser person = people.person(stall, Role.SUPPORT);
  private final ApiClient api =
      new ApiClient(
          front.url(),
          Credential.bearer(stall.key("coffer")),
          OpenApiContract.of("coffer", "Problem", "/coffer/v1"));

  private String path(String below) {
    return "/cabinet/p/" + stall.project().publicId() + "/payment-links" + below;
  }

  /// @return public id of the new link
  private String make(String... fields) {
    var made = person.post(path("/new"), fields).is(303);
    assertThat(person.follow(made).is(200).text()).contains("The payment link is created.");
    return made.to().replaceAll(".*/payment-links/([0-9a-f-]{36}).*", "$1");
  }

  private ApiClient.Answer look(String id) {
    return api.get("/coffer/v1/payment-links/" + id).is(200);
  }

  @Test
  void aLinkIsMadeFilledInAndItsInvoiceShowsTheAnswers() {
    assertThat(person.get(path("")).is(200).text()).contains("There are no payment links yet.");
    var id =
        make(
            "title", "Library <b>&",
            "description", "Every sum\r\nhelps.",
            "currency", "eur",
            "min", "1,50",
            "suggested", "5; 10  25",
            "submit", "donate",
            "once", "on",
            "last_day", "2035-12-31",
            "minutes", "90",
            "label0", "Your name",
            "required0", "on",
            "label2", "Size",
            "type2", "choice",
            "options2", "S\r\n M \r\n\r\n",
            "thanks", "Thank you!",
            "return_url", "https://shop.example/");
    var link = look(id);
    assertThat(link.get("/currency")).isEqualTo("EUR");
    assertThat(link.get("/description")).isEqualTo("Every sum\nhelps.");
    assertThat(link.get("/min_amount")).isEqualTo("1.5");
    assertThat(link.get("/suggested_amounts")).isEqualTo("[\"5\",\"10\",\"25\"]");
    assertThat(link.get("/submit_type")).isEqualTo("donate");
    assertThat(link.get("/reusable")).isEqualTo("false");
    assertThat(link.get("/expires_at")).isEqualTo("2036-01-01T00:00:00Z");
    assertThat(link.get("/invoice_expires_in")).isEqualTo("5400");
    assertThat(link.get("/custom_fields/1/options")).isEqualTo("[\"S\",\"M\"]");
    var url = link.get("/url");
    assertThat(person.get(path("")).text())
        .contains("Library &lt;b&gt;&amp;", url, "any amount, EUR", "once");
    var sent =
        payer.post(
            url.substring(front.url().length()),
            "amount",
            "7",
            "answer:Your name",
            "<i>Ann</i>",
            "answer:Size",
            "M");
    var invoice = WidgetVisitor.invoice(sent);
    assertThat(person.get(path("/" + id)).is(200).text()).contains("/invoices/" + invoice);
    var page = person.get("/cabinet/p/" + stall.project().publicId() + "/invoices/" + invoice);
    assertThat(page.is(200).text())
        .contains("/payment-links/" + id, "Your name", "&lt;i&gt;Ann&lt;/i&gt;", "Size");
  }

  @Test
  void aLinkIsChangedDisabledAndEnabled() {
    var id =
        api.post(
                "/coffer/v1/payment-links",
                """
                {'title': 'Seat', 'currency': 'EUR', 'amount': '25', 'expires_at': '2035-06-01T10:30:00Z',
                 'invoice_expires_in': 61, 'assets': [{'asset': 'USDT', 'network': 'tron'}]}
                """)
            .is(201)
            .get("/id");
    var form = person.get(path("/" + id + "/edit")).is(200).text();
    assertThat(form)
        .contains("value=\"2035-06-01\"", "value=\"25\"")
        .containsPattern("name=\"accept.USDT:tron\" checked");
    person
        .post(
            path("/" + id + "/edit"),
            "title",
            "Two seats",
            "currency",
            "EUR",
            "amount",
            "50",
            "last_day",
            "2035-06-01",
            "minutes",
            "2",
            "accept.USDT:tron",
            "on",
            "accept.BTC:bitcoin",
            "on")
        .is(303);
    var link = look(id);
    assertThat(link.get("/title")).isEqualTo("Two seats");
    assertThat(link.get("/amount")).isEqualTo("50");
    assertThat(link.get("/expires_at"))
        .as("what the form shows less exactly stays")
        .isEqualTo("2035-06-01T10:30:00Z");
    assertThat(link.get("/invoice_expires_in")).isEqualTo("61");
    assertThat(link.get("/assets/0/asset")).isEqualTo("USDT");
    assertThat(link.get("/assets/1/asset")).isEqualTo("BTC");
    person.post(path("/" + id + "/disable")).is(303);
    assertThat(look(id).get("/status")).isEqualTo("disabled");
    assertThat(person.get(path("/" + id)).text()).contains("Enable");
    person.post(path("/" + id + "/enable")).is(303);
    assertThat(look(id).get("/status")).isEqualTo("open");
    var owner = people.person(stall, Role.OWNER);
    assertThat(owner.get(path("").replace("/payment-links", "/audit")).is(200).text())
        .contains("payment_link.change", "Two seats", "Seat");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "title| |The title must have",
        "currency|euro!|The currency must be",
        "amount|0|The fixed amount must be",
        "amount|ten|The fixed amount must be",
        "min|3|The least amount",
        "suggested|3 x|The suggested amounts",
        "last_day|2001-01-01|The last day",
        "last_day|9999-12-31|The last day",
        "last_day|2035-02-30|The last day",
        "minutes|99999|The minutes to pay",
        "minutes|0|The minutes to pay",
        "type0|choice|A question with options",
        "label1|Size|Each question must have",
        "return_url|javascript:alert(1)|The address after the payment"
      })
  void whatIsWrongIsSaid(String field, String value, String sentence) {
    var fields =
        new java.util.LinkedHashMap<>(
            Map.of("title", "Seat", "currency", "EUR", "amount", "5", "label0", "Size"));
    fields.put(field, value == null ? "" : value);
    var all =
        fields.entrySet().stream()
            .flatMap(it -> java.util.stream.Stream.of(it.getKey(), it.getValue()))
            .toArray(String[]::new);
    assertThat(person.post(path("/new"), all).is(422).text()).contains(sentence);
    assertThat(api.get("/coffer/v1/payment-links").get("/data")).isEqualTo("[]");
  }

  @Test
  void theButtonIsAPlainLink() {
    var id = make("title", "\"><script>alert(1)</script>", "currency", "EUR", "amount", "5");
    var page = person.get(path("/" + id)).is(200).text();
    var html =
        "&lt;a class=\"pay-button\" href=\"%s\" target=\"_blank\" rel=\"noopener\"&gt;Pay with crypto&lt;/a&gt;"
            .formatted(look(id).get("/url"));
    assertThat(page).contains(html).doesNotContain("<script");
    var sheet = page.replaceAll("(?s).*href=\"([^\"]+cabinet[^\"]*\\.css[^\"]*)\".*", "$1");
    assertThat(person.get(sheet).is(200).text()).contains(PaymentLinkRow.STYLE);
  }

  @Test
  void aViewerSeesAndChangesNothing() {
    var id = make("title", "Seat", "currency", "EUR", "amount", "5");
    var viewer = people.person(stall, Role.VIEWER);
    assertThat(viewer.get(path("/" + id)).is(200).text()).doesNotContain("/disable", "/edit");
    viewer.get(path("/" + id + "/edit")).is(404);
    var stranger = people.person(Stall.foreign(front), Role.OWNER);
    stranger.get(path("/" + id)).is(404);
  }

  @Test
  void theIdOfAnotherProjectIsMissing() {
    var id = make("title", "Seat", "currency", "EUR", "amount", "5");
    var other = Stall.foreign(front);
    var stranger = people.person(other, Role.OWNER);
    var theirs = "/cabinet/p/" + other.project().publicId() + "/payment-links/";
    for (var act : new String[] {"", "/edit"}) {
      var missing = UUID.randomUUID().toString();
      assertThat(stranger.get(theirs + id + act).is(404).text())
          .isEqualTo(stranger.get(theirs + missing + act).is(404).text().replace(missing, id));
    }
    for (var act : new String[] {"/edit", "/disable", "/enable"}) {
      stranger.post(theirs + id + act, "title", "a", "currency", "EUR", "amount", "1").is(404);
    }
    assertThat(look(id).get("/status")).isEqualTo("open");
  }
}
