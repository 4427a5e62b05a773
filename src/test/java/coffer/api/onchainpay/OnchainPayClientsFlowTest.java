package coffer.api.onchainpay;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.ApiClient;
import coffer.app.Stall;
import coffer.app.Storefront;
import coffer.core.merchant.Scope;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Requests as the published clients write them.
final class OnchainPayClientsFlowTest {
  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  private final Stall stall = Stall.on(front);
  private final OnchainPayClient api =
      new OnchainPayClient(front.url(), stall.pair("onchainpay", Scope.all()));

  /// It reads the account's id before it creates anything, ends each path with a slash, sends its
  /// nonce as a float, and sends the fields of earlier requests again.
  @Test
  void phpCreatesAnOrder() {
    var accounts =
        api.raw("/api-gateway/advanced-balances/", "{\"nonce\":1732999999999.0}").is(200);
    var id = accounts.get("/response/0/advancedBalanceId");
    var made =
        api.raw(
                "/api-gateway/make-order/",
                "{\"advancedBalanceId\":\"%s\",\"amount\":\"5\",\"currency\":\"USDC\",\"lifetime\":1800,\"network\":\"bsc\",\"order\":\"1\",\"nonce\":1733000000000.0}"
                    .formatted(id))
            .is(200);
    assertThat(made.get("/response/advancedBalanceId")).isEqualTo(id);
    var read =
        api.raw(
                "/api-gateway/order/",
                "{\"advancedBalanceId\":\"%s\",\"amount\":\"5\",\"currency\":\"USDC\",\"lifetime\":1800,\"network\":\"bsc\",\"order\":\"1\",\"orderId\":\"%s\",\"nonce\":1733000000001.0}"
                    .formatted(id, made.get("/response/orderId")))
            .is(200);
    assertThat(read.get("/response/orderId")).isEqualTo("1");
    var invoice =
        api.raw(
                "/api-gateway/make-invoice/",
                "{\"advancedBalanceId\":\"%s\",\"amount\":5.5,\"currencies\":[],\"currency\":\"USD\",\"lifetime\":30,\"returnURL\":\"https:\\/\\/shop.example.com\\/\",\"nonce\":1733000000002.0}"
                    .formatted(id))
            .is(200);
    assertThat(invoice.get("/response/amount")).isEqualTo("5.5");
    assertThat(invoice.get("/response/returnUrl")).isEqualTo("https://shop.example.com/");
  }

  /// It sends null for what is not set, and an empty text as an id.
  @Test
  void nodeSendsNulls() {
    var id = api.call("advanced-balances", "{}").get("/response/0/advancedBalanceId");
    api.call(
            "make-invoice",
            "{'advancedBalanceId':'%s','currency':'USD','amount':'5','lifetime':30,'order':null,'description':null,'externalId':null,'includeFee':null,'additionalFees':null,'insurancePercent':null,'slippagePercent':null,'webhookURL':null,'returnURL':null,'currencies':[]}"
                .formatted(id))
        .is(200);
    api.call("orders", "{'status':null,'limit':50,'offset':0}").is(200);
    api.call("get-invoices", "{'status':'CREATED','limit':50,'offset':0}").is(200);
    assertThat(api.call("order", "{'orderId':''}").is(400).get("/error/message"))
        .startsWith("orderId: ");
    assertThat(api.call("advanced-balance", "{'advancedBalanceId':''}").is(400).get("/error/name"))
        .isEqualTo("ADVANCED_BALANCE_NOT_FOUND");
    assertThat(
            api.call("advanced-balance", "{'advancedBalanceId':'%s'}".formatted(id))
                .is(200)
                .get("/response/balance"))
        .isEqualTo("0");
    assertThat(api.call("advanced-balance", "{}").is(200).get("/response/advancedBalanceId"))
        .isEqualTo(id);
  }

  /// It makes its nonce from the clock, in milliseconds.
  @Test
  void nodeSendsOneRequestInAMillisecond() {
    var body = "{\"from\":\"BTC\",\"to\":\"USD\",\"nonce\":%d}";
    api.raw("/api-gateway/price-rate", body.formatted(1_733_000_000_001L)).is(200);
    var again = api.raw("/api-gateway/price-rate", body.formatted(1_733_000_000_001L)).is(400);
    assertThat(again.get("/error/name")).isEqualTo("INVALID_NONCE");
    api.raw("/api-gateway/price-rate", body.formatted(1_733_000_000_002L)).is(200);
  }

  /// It sorts the fields, names the account in each request and sends each flag, and it has other
  /// paths for users. It reads `total` of invoices as a number; the documentation has a string.
  @Test
  void goNamesItsAccountAlways() {
    var id = api.call("advanced-balances", "{}").get("/response/0/advancedBalanceId");
    var made =
        go(
            id,
            "make-order",
            "'amount':'5','checkRisks':false,'currency':'USDC','network':'bsc','order':'1','returnURL':'https://shop.example.com/'");
    assertThat(made.get("/response/returnUrl")).isEqualTo("https://shop.example.com/");
    go(
        id,
        "make-invoice",
        "'amount':'5','currencies':[],'currency':'USD','includeFee':false,'lifetime':30");
    go(id, "get-invoices", "'offset':0");
    var user =
        go(
            id,
            "personal_addresses/create-user",
            "'checkRisks':false,'clientId':'go','createAddresses':false,'groupByBlockchain':false");
    assertThat(user.json().path("response").has("addresses")).isFalse();
    go(
        id,
        "personal_addresses/get-user-address",
        "'currency':'USDC','id':'%s','network':'bsc','renewAddress':false"
            .formatted(user.get("/response/id")));
    var addresses =
        go(id, "personal_addresses/get-user-addresses", "'isActive':true,'limit':100,'offset':0");
    assertThat(addresses.json().path("response").isArray()).isTrue();
    go(id, "business-address", "'alias':'A','currency':'USDC','network':'bsc'");
    go(id, "payout-address", "'currency':'USDC','network':'bsc'");
    go(id, "address-book/get", "'page':0");
    go(id, "orphan-deposits/get-deposits", "'offset':0");
  }

  private ApiClient.Answer go(String account, String method, String fields) {
    return api.call(method, "{'advancedBalanceId':'" + account + "'," + fields + "}").is(200);
  }

  /// It has spaces in its JSON, a small random nonce, and one path that never existed.
  @Test
  void pythonSignsWhatItSends() {
    var body = "{\"orderId\": \"123\", \"nonce\": 718281828}";
    assertThat(api.raw("/api-gateway/order", body).is(400).get("/error/name"))
        .isEqualTo("VALIDATION_ERROR");
    var lost = "{\"tx\": \"0x1234567890\", \"nonce\": 718281829}";
    var answer = api.raw("/api-gateway/operation-by-tx-hash", lost).is(404);
    assertThat(answer.get("/success")).isEqualTo("false");
    assertThat(answer.get("/error/name")).isEqualTo("NOT_FOUND");
  }
}
