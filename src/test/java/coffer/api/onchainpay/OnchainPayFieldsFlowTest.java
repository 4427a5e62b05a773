package coffer.api.onchainpay;

import static coffer.api.onchainpay.OnchainPayClient.GATEWAY;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.ApiClient.Answer;
import coffer.app.Stall;
import coffer.app.Storefront;
import coffer.core.merchant.Scope;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Odd and hostile fields of methods: each answer is an envelope of this API, and none is a 5xx.
final class OnchainPayFieldsFlowTest {
  private static final String ORDER =
      "{\"currency\":\"USDT\",\"network\":\"tron\",\"amount\":\"5\",\"order\":\"1\",%s\"nonce\":\"%s\"}";
  private static final String INVOICE =
      "{\"currency\":\"USD\",\"amount\":\"5\",\"lifetime\":30,%s\"nonce\":\"%s\"}";

  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  private static final Stall stall = Stall.on(front);
  private static final OnchainPayClient api =
      new OnchainPayClient(front.url(), stall.pair("onchainpay", Scope.all()));

  private static Answer envelope(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isLessThan(500);
    boolean success = answer.status() == 200;
    assertThat(answer.json().path("success").booleanValue()).isEqualTo(success);
    if (!success) {
      assertThat(answer.json().propertyNames()).containsExactly("success", "error", "requestId");
      assertThat(answer.json().at("/error/code").isInt()).isTrue();
      assertThat(answer.get("/requestId")).isEqualTo(answer.header("X-Request-Id").orElseThrow());
    }
    return answer;
  }

  private static Answer send(String method, String body) {
    return envelope(api.raw(GATEWAY + "/" + method, body));
  }

  private static String unused() {
    return UUID.randomUUID().toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"limit\":0 | limit: ",
        "\"limit\":1001 | limit: ",
        "\"limit\":-1 | limit: ",
        "\"limit\":1.5 | limit: ",
        "\"limit\":1e400 | limit: ",
        "\"limit\":\"10\" | limit: ",
        "\"limit\":[] | limit: ",
        "\"offset\":-1 | offset: ",
        "\"offset\":2147483648 | offset: ",
        "\"offset\":9223372036854775808 | offset: ",
        "\"offset\":{} | offset: ",
        "\"status\":\"paid\" | status[0]: ",
        "\"status\":{} | status: ",
        "\"status\":[1] | status[0]: ",
        "\"status\":[null] | status[0]: ",
        "\"status\":[\"\"] | status[0]: ",
        "\"status\":[\"paid\"] | status[0]: ",
        "\"status\":[\"\\ud800\"] | status[0]: ",
        "\"status\":[\"' OR 1=1 --\"] | status[0]: ",
      })
  void pagesThatAreNone(String field, String message) {
    for (var method : List.of("orders", "get-invoices")) {
      var answer = send(method, "{" + field + ",\"nonce\":\"" + unused() + "\"}").is(400);
      assertThat(answer.get("/error/name")).isEqualTo("VALIDATION_ERROR");
      assertThat(answer.get("/error/message")).startsWith(message);
    }
  }

  @Test
  void pagesAtTheirLimits() {
    for (var field :
        List.of(
            "\"limit\":1,\"offset\":2147483647",
            "\"limit\":1000.0,\"offset\":0",
            "\"limit\":null,\"offset\":null,\"status\":null",
            "\"status\":[]")) {
      send("orders", "{" + field + ",\"nonce\":\"" + unused() + "\"}").is(200);
      send("get-invoices", "{" + field + ",\"nonce\":\"" + unused() + "\"}").is(200);
    }
    var words = "\"init\",".repeat(20) + "\"init\"";
    send("orders", "{\"status\":[" + words + "],\"nonce\":\"" + unused() + "\"}").is(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"amount\":1e400, | 400",
        "\"network\":\"TRON\", | 400",
        "\"description\":\"\\ud800\", | 400",
        "\"description\":\"a\\u0000b\", | 400",
        "\"description\":[], | 400",
        "\"lifetime\":\"1800\", | 400",
        "\"lifetime\":43201, | 400",
        "\"lifetime\":1e400, | 400",
        "\"paymentTolerancePercent\":101, | 400",
        "\"paymentTolerancePercent\":-1, | 400",
        "\"paymentTolerancePercent\":{}, | 400",
        "\"successWebhook\":\"ftp://a.example/\", | 400",
        "\"errorWebhook\":\"http://10.0.0.1/\", | 400",
        "\"returnUrl\":\"javascript:alert(1)\", | 400",
        "\"checkRisks\":\"yes\", | 400",
        "\"externalUserId\":{}, | 400",
        "\"checkRisks\":false,\"externalUserId\":\"\", | 200",
        "\"successWebhook\":\"\",\"errorWebhook\":null,\"returnUrl\":\"\", | 200",
        "\"description\":\"😀\",\"payerEmail\":\"\", | 200",
        "\"paymentTolerancePercent\":\"0.5\",\"lifetime\":1800.0, | 200",
        "\"unknown\":{\"a\":[1e400]},\"orderId\":7, | 200",
      })
  void fieldsOfAnOrder(String field, int status) {
    send("make-order", ORDER.formatted(field, unused())).is(status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | 200",
        "[[\"USDT\"]] | 200",
        "[\"USDT\"] | 200",
        "[[\"usdt\",[\"TRON\"]],{\"currency\":\"BTC\",\"networks\":null}] | 200",
        "null | 400",
        "{} | 400",
        "[[]] | 400",
        "[{}] | 400",
        "[null] | 400",
        "[[[\"USDT\"]]] | 400",
        "[[\"USDT\",\"tron\"]] | 400",
        "[[\"USDT\",[7]]] | 400",
        "[[\"USDT\",[\"doge\"]]] | 400",
        "[[\"\"]] | 400",
        "[[\"\\ud800\"]] | 400",
        "[[\"USDT\",[\"\\ud800\"]]] | 400",
        "[[\"\\u202e\\u0000\"]] | 400",
      })
  void coinsOfAnInvoice(String coins, int status) {
    send("make-invoice", INVOICE.formatted("\"currencies\":" + coins + ",", unused())).is(status);
  }

  @Test
  void whatIsRefusedIsNotRepeatedAtLength() {
    for (var coins : List.of("[[\"%s\"]]", "[[\"USDT\",[\"%s\"]]]")) {
      var field = "\"currencies\":" + coins.formatted("x".repeat(20_000)) + ",";
      var answer = send("make-invoice", INVOICE.formatted(field, unused())).is(400);
      assertThat(answer.text()).hasSizeLessThan(500);
    }
  }

  /// However a network is written, a slow one gives the payer more time.
  @Test
  void theLeastLifetimeIsOfTheNetwork() {
    for (var network : List.of("bitcoin", "Bitcoin", "BITCOIN")) {
      var order = "{'currency':'BTC','network':'%s','amount':'0.1','order':'1'%s}";
      var soon = api.call("make-order", order.formatted(network, ",'lifetime':7199")).is(400);
      assertThat(soon.get("/error/name")).isEqualTo("LIFETIME_OUT_OF_RANGE");
      api.call("make-order", order.formatted(network, ",'lifetime':7200")).is(200);
    }
  }

  @Test
  void somebodyElsesIsAsWhatNeverWas() {
    var order = send("make-order", ORDER.formatted("", unused())).get("/response/orderId");
    var invoice =
        send("make-invoice", INVOICE.formatted("\"currencies\":[],", unused())).get("/response/id");
    for (var other : List.of(Stall.on(front), Stall.foreign(front))) {
      var foreign = new OnchainPayClient(front.url(), other.pair("onchainpay", Scope.all()));
      for (var id : List.of(order, invoice)) {
        assertThat(bare(foreign.call("order", "{'orderId':'" + id + "'}").is(404)))
            .isEqualTo(bare(api.call("order", "{'orderId':'" + new UUID(0, 1) + "'}").is(404)));
        assertThat(bare(foreign.call("get-invoice", "{'invoiceId':'" + id + "'}").is(404)))
            .isEqualTo(
                bare(api.call("get-invoice", "{'invoiceId':'" + new UUID(0, 1) + "'}").is(404)));
      }
      assertThat(foreign.call("orders", "{}").get("/response/total")).isEqualTo("0");
      assertThat(foreign.call("get-invoices", "{}").get("/response/total")).isEqualTo("0");
      var theirs = foreign.call("make-order", ORDER.formatted("", unused()).replace('"', '\''));
      var account = theirs.is(200).get("/response/advancedBalanceId");
      boolean same =
          account.equals(
              api.call("order", "{'orderId':'" + order + "'}").get("/response/advancedBalanceId"));
      assertThat(api.call("orders", "{'advancedBalanceId':'" + account + "'}").status())
          .isEqualTo(same ? 200 : 400);
    }
  }

  @Test
  void idsThatAreNone() {
    var id = send("make-order", ORDER.formatted("", unused())).get("/response/orderId");
    var odd =
        List.of(
            "\"" + id.toUpperCase(Locale.ROOT) + "\"",
            "\"" + id + " \"",
            "\"{" + id + "}\"",
            "\"" + id.replace("-", "") + "\"",
            "\"\"",
            "\"\\u0000\"",
            "\"%s\"",
            "7",
            "[]",
            "{}",
            "null",
            "[\"" + id + "\"]");
    for (var each : odd) {
      var body = "{\"orderId\":" + each + ",\"invoiceId\":" + each + ",\"nonce\":\"n\"}";
      for (var method : List.of("order", "get-invoice")) {
        assertThat(send(method, body).is(400).get("/error/name")).isEqualTo("VALIDATION_ERROR");
      }
    }
  }

  private static String bare(Answer answer) {
    return answer.status() + answer.text().replace(answer.get("/requestId"), "");
  }
}
