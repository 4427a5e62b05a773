package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.api.ApiClient;
import coffer.api.Credential;
import coffer.api.OpenApiContract;
import coffer.core.user.Role;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
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
            "mark: archived, reason: old",
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

  @Test
  void aStatementHasEachEntryWithItsBalanceAndValue() {
    assertThat(page("/balances/statement")).contains("has not received anything");
    var first = invoice("9");
    pay(first);
    pay(invoice("18"));
    front.mine("tron", 25);
    await()
        .untilAsserted(
            () -> assertThat(page("/balances/statement").split("<td><time", -1)).hasSize(3));
    var shown = page("/balances/statement");
    assertThat(shown).contains("/invoices/" + first, "9.00", "18.00", "available:USDT:");
    var csv = owner.get(path("/balances/statement.csv")).is(200);
    assertThat(csv.headers().get("content-type")).startsWith("text/csv");
    var rows = csv.text().lines().map(line -> line.replace("\"", "").split(",", -1)).toList();
    assertThat(rows.getFirst()).contains("balance", "value", "transaction");
    assertThat(rows)
        .extracting(row -> row[4])
        .containsExactly("entry", "opening", "payment", "payment", "closing");
    assertThat(rows.get(1)[6]).isEqualTo("0");
    assertThat(rows.get(2)[6]).isEqualTo(rows.get(2)[5]);
    assertThat(new BigDecimal(rows.get(3)[6]))
        .isEqualByComparingTo(new BigDecimal(rows.get(2)[5]).add(new BigDecimal(rows.get(3)[5])));
    assertThat(rows.get(4)[6]).isEqualTo(rows.get(3)[6]);
    assertThat(rows.get(2)[8]).isEqualTo("EUR");
    assertThat(rows.subList(2, 4))
        .extracting(row -> new BigDecimal(row[7]).setScale(2, RoundingMode.HALF_UP).toString())
        .containsExactlyInAnyOrder("9.00", "18.00");
    assertThat(
            owner.get(path("/balances/statement.csv?from=2020-01-01&to=2020-01-31")).text().lines())
        .hasSize(3)
        .allMatch(line -> !line.contains("payment"));
  }

  @Test
  void daysThatCannotBeAPeriodAreNotAnError() {
    pay(invoice("2"));
    front.mine("tron", 25);
    for (var days :
        List.of(
            "from=2999-12-31&to=2009-01-01",
            "from=0000-01-01&to=9999-12-31",
            "from=x&to=-1",
            "to=2020-02-30")) {
      page("/balances/statement?" + days);
      owner.get(path("/balances/statement.csv?" + days)).is(200);
      page("/invoices?" + days);
      owner.get(path("/invoices.csv?" + days)).is(200);
    }
  }

  @Test
  void anInvoiceIsFoundByItsAmountAndItsCustomer() {
    var api = api();
    var customer =
        api.post("/coffer/v1/customers", "{'client_id': 'reader-9', 'email': 'Reader@example.com'}")
            .is(200)
            .get("/id");
    var invoice =
        api.post(
                "/coffer/v1/invoices",
                "{'currency': 'EUR', 'amount': '77.70', 'customer': '"
                    + customer
                    + "', 'options': [{'asset': 'USDT', 'network': 'tron'}]}")
            .is(201);
    var id = invoice.get("/id");
    var other = invoice("78");
    for (var text : List.of("77.7", "77,70", "reader@EXAMPLE.com", "reader-9")) {
      assertThat(page("/invoices?q=" + text)).as(text).contains(id).doesNotContain(other);
    }
    for (var text :
        List.of("77", "77.71", "9".repeat(18) + "." + "9".repeat(18), "reader@example.co")) {
      assertThat(page("/invoices?q=" + text)).as(text).doesNotContain(id);
    }
    assertThat(page("/invoices?q=77.7&status=settled")).doesNotContain(id);
    var stranger = new CabinetPeople(front).person(Stall.on(front), Role.OWNER);
    for (var text : List.of("77.7", "reader@example.com")) {
      var mine = stranger.get("/cabinet/projects").is(200).after("href=\"/cabinet/p/");
      assertThat(stranger.get("/cabinet/p/" + mine + "/invoices?q=" + text).text())
          .doesNotContain(id);
    }
    assertThat(page("/customers?q=READER@example.com")).contains(customer);
    assertThat(page("/customers/" + customer)).contains(id, "77.70", "Newest payments");
  }

  @Test
  void paymentsAreFoundByTheirTransactionAndExported() {
    var invoice = invoice("6");
    pay(invoice);
    front.mine("tron", 25);
    await().untilAsserted(() -> assertThat(page("/invoices/" + invoice)).contains("tag--settled"));
    var txid = owner.get(path("/payments")).is(200).after("<td class=\"mono\">");
    for (var text : List.of(txid, "0x" + txid, txid.toUpperCase(java.util.Locale.ROOT))) {
      assertThat(page("/payments?q=" + text)).contains("tag--confirmed");
    }
    assertThat(page("/payments?q=" + txid.substring(1))).doesNotContain("tag--confirmed");
    var stranger = new CabinetPeople(front).person(Stall.foreign(front), Role.OWNER);
    stranger.get(path("/payments?q=" + txid)).is(404);
    var csv = owner.get(path("/payments.csv")).is(200).text();
    assertThat(csv.lines()).hasSize(2).last().asString().contains(txid, invoice, "\"confirmed\"");
    assertThat(owner.get(path("/payments.csv?show=unmatched")).text().lines()).hasSize(1);
  }
}
