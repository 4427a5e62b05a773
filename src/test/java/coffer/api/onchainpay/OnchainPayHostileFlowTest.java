package coffer.api.onchainpay;

import static coffer.api.onchainpay.OnchainPayClient.GATEWAY;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.ApiClient.Answer;
import coffer.app.Stall;
import coffer.app.Storefront;
import coffer.core.merchant.Scope;
import coffer.http.Raw;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Odd and hostile requests: each answer is an envelope of this API, and none is a 5xx.
final class OnchainPayHostileFlowTest {
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
      quoteCharacter = '`',
      value = {
        "`` | 400 | INVALID_NONCE",
        "{} | 400 | INVALID_NONCE",
        "{\"nonce\":null} | 400 | INVALID_NONCE",
        "{\"nonce\":\"\"} | 400 | INVALID_NONCE",
        "{\"nonce\":{}} | 400 | INVALID_NONCE",
        "{\"nonce\":{\"nonce\":1}} | 400 | INVALID_NONCE",
        "{\"nonce\":[\"a\"]} | 400 | INVALID_NONCE",
        "{\"nonce\":true} | 400 | INVALID_NONCE",
        "{\"nonce\":1e400} | 200 | ``",
        "{\"nonce\":-1e-400} | 200 | ``",
        "{\"nonce\":1e9999999999} | 400 | VALIDATION_ERROR",
        "{\"nonce\":1643881172430.123} | 200 | ``",
        "{\"nonce\":-0} | 200 | ``",
        "{\"nonce\":\"😀\"} | 200 | ``",
        "{\"nonce\":\"\\u0000\"} | 200 | ``",
        "{\"nonce\":\"a\\u0000b\"} | 200 | ``",
        "{\"nonce\":\"\\ud800\"} | 200 | ``",
        "{\"nonce\":\"x\\udfff\"} | 200 | ``",
        "{\"nonce\":\"\\u202e' OR 1=1 --\"} | 200 | ``",
        "{\"nonce\":NaN} | 400 | VALIDATION_ERROR",
        "{\"nonce\":01} | 400 | VALIDATION_ERROR",
        "{\"nonce\":\"one\",\"nonce\":\"two\"} | 400 | VALIDATION_ERROR",
        "{\"nonce\":\"a 1\"} x | 400 | VALIDATION_ERROR",
        "{\"nonce\":\"a 2\" | 400 | VALIDATION_ERROR",
        "[{\"nonce\":\"a 3\"}] | 400 | VALIDATION_ERROR",
        "\"nonce\" | 400 | VALIDATION_ERROR",
        "null | 400 | VALIDATION_ERROR",
        "{\"nonce\":\"a 4\",\"unknown\":{\"a\":[1e400]},\"\":null} | 200 | ``",
        "{\"nonce\":\"a 5\",\"advancedBalanceId\":\"\"} | 200 | ``",
        "{\"nonce\":\"a 6\",\"advancedBalanceId\":[]} | 400 | ADVANCED_BALANCE_NOT_FOUND",
        "{\"nonce\":\"a 7\",\"advancedBalanceId\":\"x\"} | 400 | ADVANCED_BALANCE_NOT_FOUND",
        "{\"nonce\":\"a 8\",\"advancedBalanceId\":7} | 400 | ADVANCED_BALANCE_NOT_FOUND",
      })
  void bodies(String body, int status, String name) {
    var answer = send("orders", body).is(status);
    if (status != 200) assertThat(answer.get("/error/name")).isEqualTo(name);
  }

  @Test
  void aNonceHasAtMost128Characters() {
    send("orders", "{\"nonce\":\"" + "n".repeat(128) + "\"}").is(200);
    send("orders", "{\"nonce\":\"" + "😀".repeat(64) + "\"}").is(200);
    for (var nonce : List.of("n".repeat(129), "n".repeat(60_000))) {
      var answer = send("orders", "{\"nonce\":\"" + nonce + "\"}").is(400);
      assertThat(answer.get("/error/message"))
          .isEqualTo("nonce: Must have at most 128 characters.");
    }
    send("orders", "{\"nonce\":" + "9".repeat(128) + "}").is(200);
    assertThat(send("orders", "{\"nonce\":" + "9".repeat(129) + "}").is(400).get("/error/name"))
        .isEqualTo("INVALID_NONCE");
    send("orders", "{\"nonce\":" + "9".repeat(300) + "}").is(400);
  }

  /// What the signature is made with is the bytes as they came.
  @Test
  void aBodyIsSignedAsItIs() {
    send("orders", "\n {\"nonce\" :\t\"" + unused() + "\"\r\n} ").is(200);
    var escaped = "{\"\\u006eonce\":\"\\u0061" + unused() + "\"}";
    send("orders", escaped).is(200);
    var body = "{\"nonce\":\"" + unused() + "\"}";
    var other = OnchainPayClient.hmac(api.secret(), body + " ");
    envelope(api.signed(GATEWAY + "/orders", body, other)).is(401);
    var publicly = OnchainPayClient.hmac(api.publicKey(), body);
    envelope(api.signed(GATEWAY + "/orders", body, publicly)).is(401);
    envelope(api.signed(GATEWAY + "/orders", body, "")).is(401);
    envelope(api.signed(GATEWAY + "/orders", body, "0".repeat(10_000).substring(0, 4_000))).is(401);
    var decoded = OnchainPayClient.hmac(api.secret().replace("=", ""), body);
    envelope(api.signed(GATEWAY + "/orders", body, decoded)).is(401);
    assertThat(api.raw(GATEWAY + "/orders", body).status()).as("none used it up").isEqualTo(200);
  }

  @Test
  void bombsAreRefused() {
    var nested = "{\"nonce\":\"" + unused() + "\",\"a\":%s}";
    send("orders", nested.formatted("[".repeat(20_000) + "]".repeat(20_000))).is(400);
    send("orders", nested.formatted("{\"a\":".repeat(40) + "1" + "}".repeat(40))).is(400);
    send("orders", nested.formatted("{\"a\":".repeat(20) + "1" + "}".repeat(20))).is(200);
    var huge = "{\"nonce\":\"" + unused() + "\",\"a\":\"" + "x".repeat(300_000) + "\"}";
    var fresh = api.unsigned().fresh();
    for (var path : List.of("/orders", "/make-order", "/find-tx", "/test-signature")) {
      envelope(
              fresh
                  .with("x-api-public-key", api.publicKey())
                  .with("x-api-signature", OnchainPayClient.hmac(api.secret(), huge))
                  .fresh()
                  .postRaw(GATEWAY + path, huge))
          .is(413);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "nonsense",
        "",
        "application/json, text/plain"
      })
  void anotherTypeIsRefused(String type) {
    var body = "{\"nonce\":\"" + unused() + "\"}";
    var answer = envelope(typed(type, body)).is(415);
    assertThat(answer.get("/error/message")).isEqualTo("Send Content-Type: application/json.");
    typed("application/JSON; charset=utf-8", body).is(200);
  }

  private static Answer typed(String type, String body) {
    return api.unsigned()
        .with("x-api-public-key", api.publicKey())
        .with("x-api-signature", OnchainPayClient.hmac(api.secret(), body))
        .with("Content-Type", type)
        .postRaw(GATEWAY + "/orders", body);
  }

  @Test
  void everyMethodIsAPost() {
    for (var method : List.of("GET", "PUT", "PATCH", "DELETE")) {
      for (var path : List.of("/orders", "/test-signature", "/make-withdrawal")) {
        var answer = api.unsigned().send(method, GATEWAY + path, Optional.empty());
        assertThat(envelope(answer).is(405).header("Allow")).contains("POST");
      }
    }
    for (var path : List.of("", "/", "/nothing", "/orders/1", "/ORDERS", "/make_order")) {
      envelope(api.raw(GATEWAY + path, "{\"nonce\":\"" + unused() + "\"}")).is(404);
    }
  }

  @Test
  void headersThatAreOdd() throws Exception {
    var body = "{\"nonce\":\"%s\"}";
    assertThat(headers(body, "x-api-public-key: KEY", "x-api-signature: \t SIGNATURE  "))
        .isEqualTo(200);
    assertThat(headers(body, "X-API-Public-Key:KEY", "X-Api-Signature:SIGNATURE")).isEqualTo(200);
    assertThat(headers(body, "x-api-public-key: KEY", "x-api-signature: \"SIGNATURE\""))
        .isEqualTo(401);
    assertThat(headers(body, "x-api-public-key: KEY", "x-api-signature: sha256=SIGNATURE"))
        .isEqualTo(401);
    assertThat(headers(body, "x-api-public-key: KEY", "x-api-signature: \u00e9\u0001"))
        .isIn(400, 401);
    assertThat(headers(body, "x-api-public-key: ", "x-api-signature: SIGNATURE")).isEqualTo(401);
    assertThat(headers(body, "x-api-public-key: KEYx", "x-api-signature: SIGNATURE"))
        .isEqualTo(401);
    assertThat(headers(body, "Authorization: Bearer KEY", "x-api-signature: SIGNATURE"))
        .isEqualTo(401);
    assertThat(headers(body, "x-api-public-key: KEY", "x-api-signature: UPPER")).isEqualTo(401);
  }

  /// Which of two is meant is unknown: a proxy may have checked the other one.
  @Test
  void aHeaderThatIsThereTwice() throws Exception {
    var body = "{\"nonce\":\"%s\"}";
    var key = "x-api-public-key: KEY";
    var signature = "x-api-signature: SIGNATURE";
    var wrong = "x-api-signature: " + "0".repeat(64);
    assertThat(headers(body, key, wrong, signature)).isEqualTo(401);
    assertThat(headers(body, key, signature, wrong)).isIn(200, 401);
    assertThat(headers(body, "x-api-public-key: other", key, signature)).isEqualTo(401);
  }

  /// @return the status
  private static int headers(String template, String... lines) throws Exception {
    var body = template.formatted(unused());
    var hex = OnchainPayClient.hmac(api.secret(), body);
    var all =
        (String.join("\r\n", lines) + "\r\n")
            .replace("KEY", api.publicKey())
            .replace("SIGNATURE", hex)
            .replace("UPPER", hex.toUpperCase(Locale.ROOT));
    var length = "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n";
    var port = URI.create(front.url()).getPort();
    var answer = Raw.ask(port, "POST " + GATEWAY + "/orders", all + length, body);
    // A header with a control character ends the request before it has an id.
    boolean unread = answer.startsWith("HTTP/1.1 400") && !answer.contains("X-Request-Id");
    if (!unread) assertThat(answer).contains("{\"success\":" + answer.startsWith("HTTP/1.1 200"));
    return Integer.parseInt(answer.substring(9, 12));
  }

  @Test
  void theSignatureTestTakesAnything() {
    for (var body :
        List.of("", "no JSON", "[]", "{\"nonce\":[]}", "{}{}", "\u0000", "я".repeat(9_000))) {
      var answer = api.raw(GATEWAY + "/test-signature", body).is(200);
      assertThat(answer.get("/response/checkSignatureResult")).as(body).isEqualTo("true");
      assertThat(answer.get("/response/errors")).isEqualTo("[\"No nonce passed.\"]");
      var received = answer.get("/response/receivedBody");
      assertThat(received.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(10_002);
      assertThat(body).startsWith(received.replace("\ufffd", ""));
    }
    var none = new OnchainPayClient(front.url(), "x", api.secret());
    assertThat(
            none.raw(GATEWAY + "/test-signature", "{\"nonce\":1}").is(200).get("/response/errors"))
        .isEqualTo("[\"Public key not found.\"]");
  }
}
