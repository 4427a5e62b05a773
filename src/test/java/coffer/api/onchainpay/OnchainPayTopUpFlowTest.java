package coffer.api.onchainpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.api.ApiClient;
import coffer.api.Credential;
import coffer.api.OpenApiContract;
import coffer.app.Stall;
import coffer.app.Storefront;
import coffer.core.merchant.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The advanced account and our own prepaid balance are one: topped up, undone, read in both APIs.
final class OnchainPayTopUpFlowTest {
  private static final String USDT = "{'currency':'USDT','network':'tron'}";

  @AutoClose private final Storefront front = Storefront.withoutLimits();
  private final Stall stall = Stall.on(front);
  private final OnchainPayClient api = pair(stall);
  private final ApiClient own = own(stall);

  private OnchainPayClient pair(Stall of) {
    return new OnchainPayClient(front.url(), of.pair("onchainpay", Scope.all()));
  }

  private ApiClient own(Stall of) {
    return new ApiClient(
        front.url(),
        Credential.bearer(of.key("coffer")),
        OpenApiContract.of("coffer", "Problem", "/coffer/v1"));
  }

  private ApiClient.Answer address(String wanted) {
    return api.call("advanced-balance-deposit-address", wanted);
  }

  private void awaitBalance(String balance) {
    await()
        .untilAsserted(
            () -> {
              assertThat(api.call("advanced-balance", "{}").is(200).get("/response/balance"))
                  .isEqualTo(balance);
              assertThat(own.get("/coffer/v1/prepaid-balance").is(200).get("/balance"))
                  .isEqualTo(balance);
            });
  }

  private List<String> statement(ApiClient client, String query) {
    return client
        .get("/coffer/v1/prepaid-balance/entries" + query)
        .is(200)
        .json()
        .path("data")
        .valueStream()
        .map(entry -> entry.path("kind").asString() + " " + entry.path("amount").asString())
        .toList();
  }

  @Test
  void aPaymentTopsUpTheAccountAndAReorgTakesItBack() {
    assertThat(own.get("/coffer/v1/prepaid-balance/entries").is(200).json().path("data")).isEmpty();
    var account = api.call("advanced-balances", "{}").is(200);
    assertThat(account.json().at("/response/0/availableCurrenciesForDeposit").toString())
        .contains("\"USDT\"", "\"BUSD\"", "\"BTC\"");
    var made = address("{'currency':'usdt','network':'Tron','advancedBalanceId':null}").is(200);
    assertThat(made.get("/response/currency")).isEqualTo("USDT");
    assertThat(made.get("/response/network")).isEqualTo("tron");
    assertThat(Instant.parse(made.get("/response/until")))
        .isBetween(
            Instant.now().plus(Duration.ofHours(23)), Instant.now().plus(Duration.ofDays(2)));
    assertThat(address(USDT).is(200).get("/response/address"))
        .isEqualTo(made.get("/response/address"));
    var ours =
        own.post("/coffer/v1/prepaid-balance/addresses", "{'asset':'USDT','network':'tron'}");
    assertThat(ours.is(200).get("/address")).isEqualTo(made.get("/response/address"));

    front.pay(made.get("/response/address"), "USDT", "tron", "25.5");
    front.pay(made.get("/response/address"), "TRX", "tron", "100");
    front.mine("tron", 25);
    awaitBalance("53.5");
    assertThat(statement(own, "")).containsExactlyInAnyOrder("topup 25.5", "topup 28");
    assertThat(own.get("/coffer/v1/balances").is(200).json().path("data")).isEmpty();
    seenInBothApis(made.get("/response/address"));

    front.reorg("tron", 25);
    awaitBalance("0");
    assertThat(statement(own, ""))
        .containsExactlyInAnyOrder("topup 25.5", "topup 28", "reversal -25.5", "reversal -28");
    pages();
    await()
        .untilAsserted(
            () ->
                assertThat(events())
                    .extracting(event -> event.path("type").asString())
                    .contains("payment.confirmed", "payment.credited", "payment.reversed"));
  }

  private List<JsonNode> events() {
    var all = own.get("/coffer/v1/events?limit=100").is(200);
    return all.json().path("data").valueStream().toList();
  }

  private void seenInBothApis(String address) {
    var payment =
        own.get("/coffer/v1/payments")
            .is(200)
            .json()
            .path("data")
            .valueStream()
            .filter(each -> each.path("asset").asString().equals("USDT"))
            .findFirst()
            .orElseThrow();
    assertThat(payment.at("/deposit/kind").asString()).isEqualTo("prepaid");
    assertThat(payment.path("orphan").isNull()).isTrue();
    var entry =
        own.get("/coffer/v1/prepaid-balance/entries")
            .is(200)
            .json()
            .path("data")
            .valueStream()
            .filter(each -> each.at("/payment/id").equals(payment.path("id")))
            .findFirst()
            .orElseThrow();
    assertThat(entry.at("/payment/rate").asString()).isEqualTo("1");
    // An event is listed when no older transaction is open.
    var credit = "{\"amount\":\"25.5\",\"currency\":\"USD\",\"rate\":\"1\"}";
    await()
        .untilAsserted(
            () ->
                assertThat(events())
                    .filteredOn(event -> event.at("/data/payment/id").equals(payment.path("id")))
                    .filteredOn(event -> event.path("type").asString().equals("payment.credited"))
                    .extracting(event -> event.at("/data/credit").toString())
                    .containsExactly(credit));
    var ledger = own.get("/coffer/v1/ledger/entries").is(200).json().toString();
    assertThat(ledger).contains(entry.path("id").asString(), "\"prepaid\"", "\"conversion\"");

    var found = api.call("find-tx", "{'tx':'" + payment.path("txid").asString() + "'}").is(200);
    assertThat(found.get("/response/0/source")).isEqualTo("DEPOSIT");
    assertThat(found.get("/response/0/address/type")).isEqualTo("PAY_IN");
    assertThat(found.get("/response/0/result/amount")).isEqualTo("25.5");
    var history = api.call("get-transaction-history", "{'type':'deposit'}").is(200);
    assertThat(history.get("/response/total")).isEqualTo("2");
    assertThat(history.get("/response/transactions/0/basis")).isEqualTo("deposit");
    // It is none of the addresses of the project's own deposits.
    assertThat(
            api.call("addresses/find-by-address", "{'address':'" + address + "'}")
                .is(200)
                .json()
                .path("response"))
        .isEmpty();
    own.get("/coffer/v1/addresses/" + payment.at("/deposit/address").asString()).is(404);
  }

  private void pages() {
    var first = own.get("/coffer/v1/prepaid-balance/entries?limit=3").is(200);
    var cursor = first.get("/next_cursor");
    assertThat(statement(own, "?limit=3&cursor=" + cursor)).hasSize(1);
    var nobodys = "movement:00000000-0000-0000-0000-000000000000:topup:1";
    var foreign = own(Stall.foreign(front));
    var missing =
        foreign.get("/coffer/v1/prepaid-balance/entries?cursor=" + nobodys).is(422).get("/detail");
    var others =
        foreign.get("/coffer/v1/prepaid-balance/entries?cursor=" + cursor).is(422).get("/detail");
    assertThat(others).isEqualTo(missing);
    assertThat(statement(foreign, "")).isEmpty();
    assertThat(foreign.get("/coffer/v1/prepaid-balance").is(200).get("/balance")).isEqualTo("0");
  }

  @Test
  void projectsOfAnOrganizationHaveOneAccountAndOtherOrganizationsNone() {
    front.pay(address(USDT).is(200).get("/response/address"), "USDT", "tron", "3");
    front.mine("tron", 25);
    awaitBalance("3");
    var sibling = Stall.on(front);
    assertThat(pair(sibling).call("advanced-balance", "{}").is(200).get("/response/balance"))
        .isEqualTo("3");
    assertThat(statement(own(sibling), "")).containsExactly("topup 3");
    assertThat(own(sibling).get("/coffer/v1/payments").is(200).json().path("data")).isEmpty();
    assertThat(
            pair(sibling).call("advanced-balance-deposit-address", USDT).get("/response/address"))
        .isNotEqualTo(address(USDT).get("/response/address"));
    var foreign = pair(Stall.foreign(front));
    assertThat(foreign.call("advanced-balance", "{}").is(200).get("/response/balance"))
        .isEqualTo("0");
  }

  @Test
  void whatCannotTopUp() {
    for (var body :
        List.of(
            "{'currency':'NONE','network':'tron'}",
            "{'currency':'USDT','network':'nowhere'}",
            "{'currency':'BTC','network':'tron'}")) {
      assertThat(address(body).is(400).get("/error/name"))
          .as(body)
          .isEqualTo("CURRENCY_NOT_AVAILABLE");
    }
    for (var body :
        List.of(
            "{}",
            "{'currency':'USDT'}",
            "{'currency':7,'network':'tron'}",
            "{'currency':['USDT'],'network':'tron'}",
            "{'currency':'USDT','network':'tr\\u0000on'}",
            "{'currency':'USDT','network':null}")) {
      assertThat(address(body).is(400).get("/error/name")).as(body).isEqualTo("VALIDATION_ERROR");
    }
    var account = "'advancedBalanceId':'00000000-0000-0000-0000-000000000000'";
    assertThat(address(USDT.replace("}", "," + account + "}")).is(400).get("/error/name"))
        .isEqualTo("ADVANCED_BALANCE_NOT_FOUND");
    own.post("/coffer/v1/prepaid-balance/addresses", "{'asset':'NONE','network':'tron'}").is(422);
    own.post("/coffer/v1/prepaid-balance/addresses", "{}").is(422);
    var reader =
        new OnchainPayClient(
            front.url(), stall.pair("onchainpay", EnumSet.of(Scope.INVOICES_READ)));
    reader.call("advanced-balance-deposit-address", USDT).is(403);
    assertThat(reader.call("advanced-balance", "{}").is(200).get("/response/blocked"))
        .isEqualTo("false");
  }
}
