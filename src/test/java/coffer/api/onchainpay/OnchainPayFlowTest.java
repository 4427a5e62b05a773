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
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// OnchainPay on a whole server with simulated chains.
final class OnchainPayFlowTest {
  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  private final Stall stall = Stall.on(front);
  private final OnchainPayClient api =
      new OnchainPayClient(front.url(), stall.pair("onchainpay", Scope.all()));

  private final ApiClient own =
      new ApiClient(
          front.url(),
          Credential.bearer(stall.key("coffer")),
          OpenApiContract.of("coffer", "Problem", "/coffer/v1"));

  private static final String ORDER =
      "{'currency':'USDT','network':'tron','amount':'123.12','order':'Order 1','lifetime':1800}";

  @Test
  void anOrderIsPaid() {
    var made = api.call("make-order", ORDER).is(200);
    assertThat(made.get("/success")).isEqualTo("true");
    assertThat(made.get("/response/status")).isEqualTo("init");
    assertThat(made.get("/response/amount")).isEqualTo("123.12");
    assertThat(made.get("/response/clientOrderId")).isEqualTo("Order 1");
    var id = made.get("/response/orderId");
    front.pay(made.get("/response/address"), "USDT", "tron", "123.12");
    await().until(() -> order(id, "/status").equals("pending"));
    front.mine("tron", 25);
    await().until(() -> order(id, "/status").equals("processed"));
    assertThat(order(id, "/received")).isEqualTo("123.12");
    assertThat(order(id, "/orderId")).isEqualTo("Order 1");
    assertThat(order(id, "/transactions/0/status")).isEqualTo("processed");
    assertThat(order(id, "/addressId")).isEqualTo(made.get("/response/addressId"));
    var list = api.call("orders", "{'status':['processed']}").is(200);
    assertThat(list.get("/response/total")).isEqualTo("1");
    assertThat(list.get("/response/orders/0/orderId")).isEqualTo(id);
    assertThat(api.call("orders", "{'status':['init','expired']}").get("/response/total"))
        .isEqualTo("0");
  }

  private String order(String id, String field) {
    return api.call("order", "{'orderId':'" + id + "'}").is(200).get("/response" + field);
  }

  @Test
  void aPaymentIsFoundByItsTransaction() {
    var made = api.call("make-order", ORDER).is(200);
    var id = made.get("/response/orderId");
    front.pay(made.get("/response/address"), "USDT", "tron", "123.12");
    await().until(() -> !order(id, "/transactions").equals("[]"));
    var tx = order(id, "/transactions/0/tx");
    for (var spelling : List.of(tx, tx.toUpperCase(Locale.ROOT), "0x" + tx)) {
      var found = api.call("find-tx", "{'tx':'" + spelling + "'}").is(200);
      assertThat(found.get("/response/0/source")).isEqualTo("ORDER");
      assertThat(found.get("/response/0/result/id")).isEqualTo(id);
      assertThat(found.get("/response/0/address/id")).isEqualTo(made.get("/response/addressId"));
    }
    assertThat(api.call("find-tx", "{'tx':'77'}").is(404).get("/error/name"))
        .isEqualTo("NOT_FOUND");
    var other = new OnchainPayClient(front.url(), Stall.on(front).pair("onchainpay", Scope.all()));
    assertThat(other.call("find-tx", "{'tx':'" + tx + "'}").is(404).get("/error/name"))
        .isEqualTo("NOT_FOUND");
  }

  /// In the orphan's own coin: the address has another id in the order's coin.
  private void assertItsAddressIsFound(Answer orphan) {
    var id = orphan.get("/response/inTransaction/addressId");
    var found = api.call("addresses/find-by-id", "{'id':'" + id + "'}").is(200);
    assertThat(found.get("/response/currency")).isEqualTo("TRX");
    assertThat(found.get("/response/balance")).isEqualTo("40");
    assertThat(found.get("/response/type")).isEqualTo("PAY_IN");
    var moved = api.call("addresses/transactions", "{'id':'" + id + "'}").is(200);
    assertThat(moved.get("/response/count")).isEqualTo("1");
    assertThat(moved.get("/response/transactions/0/orphanDepositId"))
        .isEqualTo(orphan.get("/response/id"));
    var text = found.get("/response/address");
    var all = api.call("addresses/find-by-address", "{'address':'" + text + "'}").is(200);
    assertThat(all.json().at("/response").findValuesAsString("currency"))
        .containsExactlyInAnyOrder("USDT", "TRX");
    assertThat(all.json().at("/response").findValuesAsString("id")).contains(id);
  }

  @Test
  void anotherCoinIsAnOrphanOfTheOrder() {
    var made = api.call("make-order", ORDER).is(200);
    var id = made.get("/response/orderId");
    front.pay(made.get("/response/address"), "TRX", "tron", "40");
    front.mine("tron", 25);
    await().until(() -> order(id, "/orphanDeposits/0/status").equals("PROCESSED"));
    assertThat(order(id, "/status")).isEqualTo("init");
    var orphan = order(id, "/orphanDeposits/0/id");
    var one = api.call("orphan-deposits/get-deposit", "{'id':'" + orphan + "'}").is(200);
    assertThat(one.get("/response/currency")).isEqualTo("TRX");
    assertThat(one.get("/response/amount")).isEqualTo("40");
    assertThat(one.get("/response/canWithdrawal")).isEqualTo("false");
    for (var filter :
        List.of("{}", "{'status':'PROCESSED'}", "{'orderId':'" + id + "','stage':'DEPOSIT'}")) {
      var list = api.call("orphan-deposits/get-deposits", filter).is(200);
      assertThat(list.get("/response/0/id")).as(filter).isEqualTo(orphan);
    }
    for (var filter : List.of("{'status':'PENDING'}", "{'stage':'WITHDRAWAL'}", "{'offset':1}")) {
      var list = api.call("orphan-deposits/get-deposits", filter).is(200);
      assertThat(list.get("/response")).as(filter).isEqualTo("[]");
    }
    assertItsAddressIsFound(one);
    var tx = one.get("/response/inTransaction/txId");
    assertThat(api.call("find-tx", "{'tx':'" + tx + "'}").is(200).get("/response/0/source"))
        .isEqualTo("ORPHAN_TRANSACTION");
    var foreign =
        new OnchainPayClient(front.url(), Stall.foreign(front).pair("onchainpay", Scope.all()));
    foreign.call("orphan-deposits/get-deposit", "{'id':'" + orphan + "'}").is(404);
    assertThat(foreign.call("orphan-deposits/get-deposits", "{}").get("/response")).isEqualTo("[]");
  }

  @Test
  void thePayersChoiceMakesTheOrderOfAnInvoice() {
    var made =
        api.call(
                "make-invoice",
                "{'currency':'EUR','amount':'20','lifetime':30,'externalId':'inv-1','order':'7',"
                    + "'currencies':[['USDT',['tron']],{'currency':'BTC'}]}")
            .is(200);
    var id = made.get("/response/id");
    assertThat(made.get("/response/status")).isEqualTo("CREATED");
    assertThat(made.get("/response/orderId")).isEqualTo("null");
    assertThat(made.get("/response/currencies/0/networks/0/name")).isEqualTo("tron");
    assertThat(api.call("order", "{'orderId':'" + id + "'}").is(404).get("/error/name"))
        .isEqualTo("NOT_FOUND");
    own.post("/coffer/v1/invoices/" + id + "/quote", "{'asset':'USDT','network':'tron'}").is(200);
    var invoice = api.call("get-invoice", "{'invoiceId':'" + id + "'}").is(200);
    assertThat(invoice.get("/response/status")).isEqualTo("INIT");
    assertThat(invoice.get("/response/orderId")).isEqualTo(id);
    var due = invoice.get("/response/currencies/0/networks/0/amount");
    var half = new BigDecimal(due).divide(BigDecimal.TWO).setScale(2, RoundingMode.UP);
    front.pay(order(id, "/address"), "USDT", "tron", half.toPlainString());
    front.mine("tron", 25);
    await()
        .until(
            () ->
                api.call("get-invoice", "{'invoiceId':'" + id + "'}")
                    .get("/response/receivedAmount")
                    .equals(half.stripTrailingZeros().toPlainString()));
    assertThat(order(id, "/orderId")).isEqualTo("7");
    var list = api.call("get-invoices", "{'status':['PENDING']}").is(200);
    assertThat(list.get("/response/invoices/0/id")).isEqualTo(id);
    assertThat(list.get("/response/total")).isEqualTo("1");
    var again =
        api.call(
            "make-invoice",
            "{'currency':'EUR','amount':'20','lifetime':30,'externalId':'inv-1','currencies':[]}");
    assertThat(again.is(409).get("/error/name")).isEqualTo("DUPLICATE_EXTERNAL_ID");
  }

  @Test
  void aSignatureIsCheckedBeforeTheBodyIsRead() {
    assertThat(api.signed("/api-gateway/orders", "no JSON", "00").is(401).get("/error/name"))
        .isEqualTo("INVALID_SIGNATURE");
    assertThat(api.raw("/api-gateway/orders", "no JSON").is(400).get("/error/name"))
        .isEqualTo("VALIDATION_ERROR");
    var unknown = new OnchainPayClient(front.url(), "x".repeat(86) + "==", api.secret());
    assertThat(unknown.call("orders", "{}").is(401).get("/error/name"))
        .isEqualTo("API_KEY_NOT_FOUND");
    var upper = "{\"nonce\":\"" + System.nanoTime() + "\"}";
    var hex = OnchainPayClient.hmac(api.secret(), upper);
    api.signed("/api-gateway/orders/", upper, hex).is(200);
  }

  @Test
  void aPublicKeyAloneOpensNoOtherApi() throws Exception {
    var key = api.publicKey();
    api.unsigned().with("x-api-public-key", key).post("/api-gateway/orders", "{}").is(401);
    for (var dialect : List.of("coffer", "coinvoice", "getcrypto", "itispay")) {
      var credential =
          List.of(Credential.bearer(key), Credential.xApiKey(key), Credential.apiKey(key));
      for (var each : credential) {
        var other = front.url() + "/" + dialect;
        assertThat(status(other + PATHS.get(dialect), each)).isEqualTo(401);
      }
    }
  }

  private static final Map<String, String> PATHS =
      Map.of(
          "coffer", "/v1/balances",
          "coinvoice", "/api/v1/balance",
          "getcrypto", "/v1/invoices/inv_1",
          "itispay", "/api/v1/invoices");

  private static int status(String url, Credential credential) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(url))
            .header(credential.header(), credential.value())
            .build();
    try (var http = HttpClient.newHttpClient()) {
      return http.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  @Test
  void aNonceIsUsedOnce() {
    api.call("price-rate", "{'from':'USDT','to':'EUR','nonce':7}").is(200);
    var again = api.call("price-rate", "{'from':'USDT','to':'EUR','nonce':'7'}").is(400);
    assertThat(again.get("/error/name")).isEqualTo("INVALID_NONCE");
    assertThat(again.get("/error/message")).startsWith("nonce: ");
    assertThat(api.raw("/api-gateway/orders", "{}").is(400).get("/error/code")).isEqualTo("1004");
    // What failed may be sent again.
    var id = "00000000-0000-4000-8000-000000000000";
    api.call("order", "{'orderId':'" + id + "','nonce':8}").is(404);
    api.call("order", "{'orderId':'" + id + "','nonce':8}").is(404);
  }

  @Test
  void aHundredAtOnceWithOneNonceAreAnsweredOnce() throws Exception {
    var statuses = new ArrayList<Integer>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Integer>> calls = new ArrayList<>();
      var body = ORDER.replace("}", ",'nonce':'one'}");
      for (int i = 0; i < 100; i++) calls.add(() -> api.call("make-order", body).status());
      for (var each : threads.invokeAll(calls)) statuses.add(each.get());
    }
    assertThat(statuses).filteredOn(status -> status == 200).hasSize(1);
    assertThat(statuses).filteredOn(status -> status != 200).containsOnly(400);
    assertThat(api.call("orders", "{}").get("/response/total")).isEqualTo("1");
  }

  @Test
  void anIdempotencyKeyAllowsARetryWithANewNonce() {
    var body = ORDER;
    var first = keyed("k1", body).is(200);
    var second = keyed("k1", body).is(200);
    assertThat(second.header("Idempotent-Replayed")).contains("true");
    assertThat(second.get("/response/orderId")).isEqualTo(first.get("/response/orderId"));
  }

  private ApiClient.Answer keyed(String key, String body) {
    var json = body.replace("}", ",'nonce':'" + System.nanoTime() + "'}").replace('\'', '"');
    return api.unsigned()
        .with("x-api-public-key", api.publicKey())
        .with("x-api-signature", OnchainPayClient.hmac(api.secret(), json))
        .with("Idempotency-Key", key)
        .postRaw(OnchainPayClient.GATEWAY + "/make-order", json);
  }

  @Test
  void theSignatureTestExplains() {
    var body = "{\"nonce\":1,\"some\":\"param\"}";
    var none = api.unsigned().postRaw("/api-gateway/test-signature", body).is(200);
    assertThat(none.get("/response/checkSignatureResult")).isEqualTo("false");
    assertThat(none.get("/response/errors/0")).isEqualTo("No public key passed.");
    assertThat(none.get("/response/receivedBody")).isEqualTo(body);
    var wrong = api.signed("/api-gateway/test-signature", body, "00").is(200);
    assertThat(wrong.get("/response/errors/0")).isEqualTo("Signature is incorrect.");
    assertThat(wrong.get("/response/signature")).isEmpty();
    var right = api.raw("/api-gateway/test-signature", body).is(200);
    assertThat(right.get("/response/checkSignatureResult")).isEqualTo("true");
    assertThat(right.get("/response/errors")).isEqualTo("[]");
  }

  @Test
  void whatIsAcceptedIsListed() {
    var all = api.call("available-currencies", "{}").is(200).json().path("response");
    assertThat(all).isNotEmpty();
    for (var coin : all.values()) {
      for (var network : coin.path("networks").values()) {
        var code = coin.path("currency").asString();
        var name = network.path("name").asString();
        var made =
            api.call(
                    "make-order",
                    "{'currency':'%s','network':'%s','amount':'100','order':'1'}"
                        .formatted(code, name))
                .is(200);
        var address = made.get("/response/address");
        assertThat(address).matches(network.path("addressRegex").asString());
        var check = "{'address':'%s','network':'%s'}";
        assertThat(
                api.call("utils/validate-address", check.formatted(address, name))
                    .is(200)
                    .get("/response/isValid"))
            .isEqualTo("true");
      }
    }
  }

  @Test
  void feesThatAreNotThereAddNothing() {
    var made =
        api.call(
                "make-invoice",
                "{'currency':'USD','amount':'20','lifetime':30,'currencies':[['USDT',['tron']]],"
                    + "'includeFee':true,'additionalFees':['SEPA_WITHDRAWAL']}")
            .is(200);
    assertThat(made.get("/response/includeFee")).isEqualTo("true");
    assertThat(made.get("/response/additionalFees/0")).isEqualTo("SEPA_WITHDRAWAL");
    assertThat(made.get("/response/currencies/0/networks/0/amount")).isEqualTo("20");
    var wrong =
        "{'currency':'USD','amount':'20','lifetime':30,'currencies':[],'additionalFees':['a,b']}";
    refused("make-invoice", wrong, "VALIDATION_ERROR", "additionalFees[0]: ");
  }

  @Test
  void fieldsAreNamedAsTheSenderKnowsThem() {
    refused("make-order", "{}", "VALIDATION_ERROR", "network: Is required. currency: ");
    refused("make-order", ORDER.replace("1800", "1799"), "LIFETIME_OUT_OF_RANGE", "lifetime: ");
    refused("make-order", ORDER.replace("'tron'", "'doge'"), "CURRENCY_NOT_AVAILABLE", "currency");
    refused("make-order", ORDER.replace("123.12", "0"), "VALIDATION_ERROR", "amount: ");
    refused("make-order", ORDER.replace("123.12", "x"), "VALIDATION_ERROR", "amount: ");
    var risks = ORDER.replace("}", ",'checkRisks':true}");
    refused("make-order", risks, "VALIDATION_ERROR", "checkRisks: ");
    var foreign =
        ORDER.replace("}", ",'advancedBalanceId':'00000000-0000-4000-8000-000000000000'}");
    refused("make-order", foreign, "ADVANCED_BALANCE_NOT_FOUND", "advancedBalanceId: ");
    refused("price-rate", "{'from':'ABC','to':'USD'}", "CURRENCY_NOT_AVAILABLE", "No fresh rate");
    refused(
        "utils/validate-address",
        "{'address':null,'network':'tron'}",
        "VALIDATION_ERROR",
        "address: ");
    refused(
        "utils/validate-address",
        "{'address':'x','network':'doge'}",
        "CURRENCY_NOT_AVAILABLE",
        "network");
    refused("orders", "{'status':['paid']}", "VALIDATION_ERROR", "status[0]: ");
    refused(
        "make-invoice",
        "{'currency':'EUR','amount':'1','lifetime':5,'currencies':[['X']]}",
        "CURRENCY_NOT_AVAILABLE",
        "currencies[0]: ");
    refused(
        "make-invoice",
        "{'currency':'EUR','amount':'1','lifetime':5,'currencies':'all'}",
        "VALIDATION_ERROR",
        "currencies: ");
  }

  private void refused(String method, String body, String name, String message) {
    var answer = api.call(method, body);
    assertThat(answer.status()).as(answer.text()).isBetween(400, 499);
    assertThat(answer.get("/success")).isEqualTo("false");
    assertThat(answer.get("/error/name")).as(answer.text()).isEqualTo(name);
    assertThat(answer.get("/error/message")).startsWith(message);
    assertThat(answer.get("/requestId")).isEqualTo(answer.header("X-Request-Id").orElseThrow());
  }

  @Test
  void whatIsNotOfferedSaysSo() {
    for (var path : List.of("/make-withdrawal-async", "/auto_swaps/create", "/auto-swaps/create")) {
      var answer = api.call(path.substring(1), "{}").is(400);
      assertThat(answer.get("/error/name")).isEqualTo("METHOD_NOT_ENABLED");
    }
  }

  @Test
  void anotherOrganizationSeesNothing() {
    var id = api.call("make-order", ORDER).get("/response/orderId");
    var other = Stall.foreign(front);
    var foreign = new OnchainPayClient(front.url(), other.pair("onchainpay", Scope.all()));
    var never = "{'orderId':'00000000-0000-4000-8000-000000000000'}";
    var mine = foreign.call("order", "{'orderId':'" + id + "'}").is(404);
    assertThat(mine.get("/error")).isEqualTo(foreign.call("order", never).is(404).get("/error"));
    assertThat(foreign.call("orders", "{}").get("/response/total")).isEqualTo("0");
  }

  @Test
  void aKeyWithoutTheScopeMayOnlyLook() {
    var reader =
        new OnchainPayClient(front.url(), stall.pair("onchainpay", Set.of(Scope.INVOICES_READ)));
    assertThat(reader.call("make-order", ORDER).is(403).get("/error/name"))
        .isEqualTo("PERMISSION_DENIED");
    reader.call("orders", "{}").is(200);
  }
}
