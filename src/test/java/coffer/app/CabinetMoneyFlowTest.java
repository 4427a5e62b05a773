package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.api.ApiClient;
import coffer.api.Credential;
import coffer.api.OpenApiContract;
import coffer.core.user.Role;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// What a merchant's people see of their money.
final class CabinetMoneyFlowTest {
  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  private final Stall stall = Stall.on(front);
  private final CabinetBrowser owner = new CabinetPeople(front).person(stall, Role.OWNER);

  private String path(String below) {
    return "/cabinet/p/" + stall.project().publicId() + below;
  }

  private ApiClient api() {
    var contract = OpenApiContract.of("coffer", "Problem", "/coffer/v1");
    return new ApiClient(front.url(), Credential.bearer(stall.key("coffer")), contract);
  }

  private String invoice(String amount) {
    return owner
        .post(path("/invoices/new"), "amount", amount, "currency", "EUR", "days", "2")
        .is(303)
        .to()
        .replaceAll(".*/invoices/([0-9a-f-]{36}).*", "$1");
  }

  private void pay(String invoice) {
    var quoted =
        api()
            .post("/coffer/v1/invoices/" + invoice + "/quote", "{'asset':'USDT','network':'tron'}")
            .is(200);
    front.pay(quoted.get("/quotes/0/address"), "USDT", "tron", quoted.get("/quotes/0/due"));
  }

  private String page(String below) {
    return owner.get(path(below)).is(200).text();
  }

  @Test
  void theOverviewHasWhatWasReceivedByCurrencyAndByDay() {
    assertThat(page("")).contains("Nothing was received in the last 30 days");
    var invoice = invoice("12.50");
    pay(invoice);
    front.mine("tron", 25);
    await().untilAsserted(() -> assertThat(page("/invoices/" + invoice)).contains("tag--settled"));
    var shown = page("");
    assertThat(shown.split("class=\"chart__bar\"", -1)).hasSize(31);
    assertThat(shown)
        .contains("y=\"0\" width=\"8\" height=\"100\"", "<th scope=\"row\">USDT</th>", "EUR")
        .doesNotContain("style=", "<script");
    var value = owner.get(path("")).after("<figcaption><strong>");
    assertThat(value).matches("12\\.50 EUR");
    assertThat(page("?currency=USD")).contains(" USD</strong>");
    assertThat(page("?currency=usd")).contains(" USD</strong>");
    assertThat(page("?currency=NONE")).contains(" EUR</strong>");
    assertThat(page("?currency=%00")).contains(" EUR</strong>");
  }

  @Test
  void anInvoiceShowsItsWholeHistory() {
    stall.tellAt("http://127.0.0.1:1/hooks", "coffer");
    var invoice = invoice("3");
    pay(invoice);
    await().untilAsserted(() -> assertThat(page("/invoices/" + invoice)).contains("Payment seen"));
    front.mine("tron", 2);
    await()
        .untilAsserted(
            () ->
                assertThat(page("/invoices/" + invoice))
                    .containsPattern("confirmations: \\d+ / \\d+"));
    front.mine("tron", 25);
    await().untilAsserted(() -> assertThat(page("/invoices/" + invoice)).contains("tag--settled"));
    owner.post(path("/invoices/" + invoice + "/mark"), "kind", "archived", "reason", "old").is(303);
    await()
        .untilAsserted(
            () ->
                assertThat(page("/invoices/" + invoice))
                    .containsPattern("answer: [^,<]+, attempts: \\d"));
    assertThat(page("/invoices/" + invoice))
        .containsSubsequence(
            "<strong>Created</strong>",
            "<strong>Quoted</strong>",
            "<strong>Payment seen</strong>",
            "<strong>Payment confirmed</strong>")
        .contains(
            "<strong>Created by hand</strong>",
            "<strong>Ledger</strong> payment · +",
            "<strong>Paid</strong>",
            "<strong>Marked</strong>",
            "@example.com");
  }

  @Test
  void anInvoiceOffersTheMarksThatItsStatusAllows() {
    var invoice = invoice("4");
    assertThat(page("/invoices/" + invoice))
        .contains("value=\"settled\"", "value=\"cancelled\"", "value=\"archived\"")
        .doesNotContain("/unmark\"");
    owner.post(path("/invoices/" + invoice + "/mark"), "kind", "settled", "reason", "").is(303);
    assertThat(page("/invoices/" + invoice))
        .contains("/unmark\"", "value=\"archived\"")
        .doesNotContain("value=\"settled\"", "value=\"cancelled\"");
    owner.post(path("/invoices/" + invoice + "/mark"), "kind", "archived", "reason", "").is(303);
    assertThat(page("/invoices/" + invoice)).doesNotContain("/unmark\"", "/mark\"");
  }
}
