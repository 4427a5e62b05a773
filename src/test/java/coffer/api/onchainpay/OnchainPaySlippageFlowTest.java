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
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Invoices whose sum is calculated again when a rate moves, on a whole server with simulated
/// chains.
final class OnchainPaySlippageFlowTest {
  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  private static final List<String> RATES = List.of("1", "0.5");

  private final Stall stall = Stall.on(front);
  private final OnchainPayClient api =
      new OnchainPayClient(front.url(), stall.pair("onchainpay", Scope.all()));
  private final ApiClient own =
      new ApiClient(
          front.url(),
          Credential.bearer(stall.key("coffer")),
          OpenApiContract.of("coffer", "Problem", "/coffer/v1"));

  private String invoice(String slippage) {
    var body =
        "{'currency':'XTS','amount':'20','lifetime':60,'currencies':[['USDT',['tron']]],'slippagePercent':"
            + slippage
            + "}";
    var made = api.call("make-invoice", body).is(200);
    assertThat(made.get("/response/slippagePercent")).isEqualTo(slippage.replace("'", ""));
    var id = made.get("/response/id");
    own.post("/coffer/v1/invoices/" + id + "/quote", "{'asset':'USDT','network':'tron'}").is(200);
    return id;
  }

  private ApiClient.Answer order(String id) {
    return api.call("order", "{'orderId':'" + id + "'}").is(200);
  }

  private ApiClient.Answer look(String id) {
    return api.call("get-invoice", "{'invoiceId':'" + id + "'}").is(200);
  }

  private void move(String rate) {
    front.later(Duration.ofMinutes(2));
    front.rate("USDT", "XTS", rate);
  }

  @ParameterizedTest
  @ValueSource(strings = {"20", "40"})
  void aMovedRateChangesTheSumAndBothSumsPayInFull(String sent) {
    front.rate("USDT", "XTS", RATES.getFirst());
    var id = invoice("'2'");
    var patient = invoice("null");
    assertThat(order(id).get("/response/amount")).isEqualTo("20");
    move(RATES.getLast());
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> order(id).get("/response/amount").equals("40"));
    assertThat(look(id).get("/response/currencies/0/networks/0/amount")).isEqualTo("40");
    assertThat(order(patient).get("/response/amount")).isEqualTo("20");
    var mine = own.get("/coffer/v1/invoices/" + id).is(200);
    assertThat(mine.get("/slippage_percent")).isEqualTo("2");
    assertThat(mine.json().path("quotes")).hasSize(2);
    front.pay(order(id).get("/response/address"), "USDT", "tron", sent);
    front.mine("tron", 25);
    await().until(() -> look(id).get("/response/status").equals("PROCESSED"));
    move(RATES.getFirst());
  }

  @Test
  void ourOwnApiTakesAPercentage() {
    front.rate("USDT", "XTS", RATES.getFirst());
    var body =
        "{'currency':'XTS','amount':'7','options':[{'asset':'USDT','network':'tron'}],'slippage_percent':%s}";
    var made = own.post("/coffer/v1/invoices", body.formatted("1.50")).is(201);
    assertThat(made.get("/slippage_percent")).isEqualTo("1.5");
    for (var wrong : List.of("'-1'", "'101'", "'0.1234567'", "'x'", "[]", "1e999999999")) {
      var rejected = own.post("/coffer/v1/invoices", body.formatted(wrong)).is(422);
      assertThat(rejected.get("/errors/0/field")).isEqualTo("slippage_percent");
    }
    var method =
        "{'currency':'XTS','amount':'20','lifetime':60,'currencies':[],'slippagePercent':'101'}";
    assertThat(api.call("make-invoice", method).is(400).get("/error/message"))
        .startsWith("slippagePercent");
  }
}
