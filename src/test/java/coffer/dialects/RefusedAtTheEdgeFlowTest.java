package coffer.dialects;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.ApiClient;
import coffer.api.onchainpay.OnchainPayClient;
import coffer.app.Storefront;
import coffer.http.Raw;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What the server refuses before a dialect's own code runs is told in the dialect's shape.
final class RefusedAtTheEdgeFlowTest {
  private static final String JSON = "Content-Type: application/json\r\n";

  @AutoClose private static final Storefront shop = Storefront.withoutLimits();

  enum Dialect {
    COFFER("/coffer/v1", "/coffer/v1", "Authorization: Bearer " + shop.keys().coffer()),
    COINVOICE("/coinvoice/api/v1", "/api/v1", "X-API-Key: " + shop.keys().coinvoice()),
    GETCRYPTO("/getcrypto/v1", "/v1", "Authorization: Bearer " + shop.keys().getcrypto()),
    ITISPAY("/itispay/api/v1", "/api/v1", "Api-Key: " + shop.keys().itispay()),
    ONCHAINPAY(
        OnchainPayClient.GATEWAY,
        "/api-gateway",
        "x-api-public-key: " + shop.keys().onchainpay().publicKey());

    private final String prefix;
    private final String original;
    private final String key;

    Dialect(String prefix, String original, String key) {
      this.prefix = prefix;
      this.original = original;
      this.key = key + "\r\n";
    }

    /// With and without slashes that a base URL left over.
    List<String> roots() {
      var twice = prefix.replaceFirst("/(?=(v1|api-gateway)$)", "//");
      return List.of(prefix, original, "/" + prefix, "/" + original, twice);
    }

    void hasItsShape(JsonNode body, int status) {
      switch (this) {
        case COFFER -> {
          assertThat(body.path("status").asInt()).isEqualTo(status);
          assertThat(body.path("code").isString()).isTrue();
          assertThat(body.path("request_id").isString()).isTrue();
        }
        case COINVOICE -> {
          assertThat(body.propertyNames()).containsExactly("error", "detail");
          assertThat(body.path("error").isString()).isTrue();
        }
        case GETCRYPTO -> {
          assertThat(body.path("status").isBoolean()).isTrue();
          assertThat(body.path("status").booleanValue()).isFalse();
          assertThat(body.path("message").isString()).isTrue();
          assertThat(body.propertyNames()).isSubsetOf("status", "message", "errors");
        }
        case ITISPAY -> {
          assertThat(body.propertyNames()).containsExactly("error", "message");
          assertThat(body.path("error").isString()).isTrue();
        }
        case ONCHAINPAY -> {
          assertThat(body.propertyNames()).containsExactly("success", "error", "requestId");
          assertThat(body.path("success").isBoolean()).isTrue();
          assertThat(body.path("success").booleanValue()).isFalse();
          assertThat(body.path("error").propertyNames()).containsExactly("code", "name", "message");
          assertThat(body.at("/error/code").isInt()).isTrue();
        }
      }
    }
  }

  private static String ask(String line, String headers, String body) throws IOException {
    return Raw.ask(URI.create(shop.url()).getPort(), line, headers, body);
  }

  private static JsonNode body(String answer) {
    var text = answer.substring(answer.indexOf("\r\n\r\n") + 4);
    return ApiClient.MAPPER.readTree(new String(text.getBytes(ISO_8859_1), UTF_8));
  }

  private static int status(String answer) {
    return Integer.parseInt(answer.substring(9, 12));
  }

  private record Refused(int status, String line, String headers, String body) {}

  private static List<Refused> refused(Dialect dialect, String root) {
    return dialect == Dialect.ONCHAINPAY ? ofSigned(dialect, root) : ofKeyed(dialect, root);
  }

  /// Every method is a POST, and its body is signed.
  private static List<Refused> ofSigned(Dialect dialect, String root) {
    var key = dialect.key + signature("{}");
    var chunked = key + JSON + "Transfer-Encoding: chunked\r\n";
    var large = Integer.toHexString(300_000) + "\r\n" + " ".repeat(300_000) + "\r\n0\r\n\r\n";
    var orders = "POST " + root + "/orders";
    return List.of(
        new Refused(404, "POST " + root + "/nothing", key + JSON + "Content-Length: 2\r\n", "{}"),
        new Refused(404, "GET " + root + "/nothing?a=b;c", key, ""),
        new Refused(405, "GET " + root + "/orders", key, ""),
        new Refused(405, "DELETE " + root + "/make-order", key, ""),
        new Refused(405, "PROPFIND " + root + "/get-invoice", key, ""),
        new Refused(400, "POST " + root + "/order/a;b%zz", key, ""),
        new Refused(400, "POST " + root + "/order/%FF", key, ""),
        new Refused(400, "POST " + root + "/..;/orders", key, ""),
        new Refused(400, orders, chunked, "zz\r\n{}\r\n0\r\n\r\n"),
        new Refused(
            400, orders, dialect.key + signature("{") + JSON + "Content-Length: 1\r\n", "{"),
        new Refused(413, orders, key + JSON + "Content-Length: 99999999\r\n", ""),
        new Refused(413, orders, chunked, large),
        new Refused(415, orders, key + "Content-Length: 2\r\n", "{}"),
        new Refused(401, orders, dialect.key + JSON + "Content-Length: 2\r\n", "{}"),
        new Refused(401, orders, JSON + "Content-Length: 2\r\n", "{}"),
        new Refused(400, orders + "?limit=%", key + JSON + "Content-Length: 2\r\n", "{}"));
  }

  private static String signature(String body) {
    var hex = OnchainPayClient.hmac(shop.keys().onchainpay().secret(), body);
    return "x-api-signature: " + hex + "\r\n";
  }

  private static List<Refused> ofKeyed(Dialect dialect, String root) {
    var key = dialect.key;
    var chunked = key + JSON + "Transfer-Encoding: chunked\r\n";
    var large = Integer.toHexString(300_000) + "\r\n" + " ".repeat(300_000) + "\r\n0\r\n\r\n";
    return List.of(
        new Refused(404, "GET " + root + "/nothing", key, ""),
        new Refused(404, "GET " + root + "/nothing?a=b;c", key, ""),
        new Refused(405, "DELETE " + root + "/invoices", key, ""),
        new Refused(405, "PROPFIND " + root + "/invoices", key, ""),
        new Refused(400, "GET " + root + "/invoices/a;b%zz", key, ""),
        new Refused(400, "GET " + root + "/invoices/%FF", key, ""),
        new Refused(400, "GET " + root + "/..;/invoices", key, ""),
        new Refused(400, "POST " + root + "/invoices", chunked, "zz\r\n{}\r\n0\r\n\r\n"),
        new Refused(400, "POST " + root + "/invoices", key + JSON + "Content-Length: 1\r\n", "{"),
        new Refused(413, "POST " + root + "/invoices", key + "Content-Length: 99999999\r\n", ""),
        new Refused(413, "POST " + root + "/invoices", chunked, large),
        new Refused(415, "POST " + root + "/invoices", key + "Content-Length: 2\r\n", "{}"),
        new Refused(422, "GET " + root + "/invoices?status=paid%", key, ""),
        new Refused(422, "GET " + root + "/invoices?order_id=10%", key, ""),
        new Refused(422, "GET " + root + "/widget?project_id=%", key, ""),
        new Refused(422, "GET " + root + "/invoices/x?a=%FF", key, ""));
  }

  @ParameterizedTest
  @EnumSource
  void inTheShapeOfTheDialect(Dialect dialect) throws Exception {
    for (var root : dialect.roots()) {
      for (var refused : refused(dialect, root)) {
        var answer = ask(refused.line, refused.headers, refused.body);
        assertThat(status(answer)).as(refused.line + "\n" + answer).isEqualTo(refused.status);
        dialect.hasItsShape(body(answer), refused.status);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBaseUrlThatEndsInASlashWorks(Dialect dialect) throws Exception {
    for (var root : dialect.roots()) {
      switch (dialect) {
        case COFFER, COINVOICE, ITISPAY ->
            assertThat(status(ask("GET " + root + "//invoices", dialect.key, ""))).isEqualTo(200);
        case GETCRYPTO -> { // it has no list: its 400 is "no such one"
          var answer = ask("GET " + root + "//invoices/in_0000000000000", dialect.key, "");
          assertThat(status(answer)).isEqualTo(400);
          assertThat(answer).contains("Invoice does not exist");
        }
        case ONCHAINPAY -> {
          var body = "{\"nonce\":\"%s\"}".formatted(root);
          var length = "Content-Length: " + body.length() + "\r\n";
          var headers = dialect.key + signature(body) + JSON + length;
          assertThat(status(ask("POST " + root + "//orders", headers, body))).isEqualTo(200);
        }
      }
    }
  }

  /// Nothing below is anybody's yet: the answer has what a client of each dialect looks at.
  @ParameterizedTest
  @ValueSource(strings = {"GET /v1/%zz", "GET /api/v1/%", "GET /%00", "GET /v1/invoices?a=b x"})
  void whatIsNoRequestIsToldSoThatEveryClientReadsIt(String line) throws Exception {
    var answer = ask(line, "", "");
    assertThat(status(answer)).isEqualTo(400);
    assertThat(body(answer).path("status").isBoolean()).isTrue();
    assertThat(body(answer).path("status").booleanValue()).isFalse();
    for (var field : List.of("error", "message", "detail")) {
      assertThat(body(answer).path(field).stringValue()).isNotEmpty();
    }
  }

  @Test
  void pagesAndTheWidgetAreNeverOurFault() throws Exception {
    var invoice = shop.bill("10", java.util.Map.of());
    var page = URI.create(invoice.checkout()).getPath();
    var code = "in_" + shop.code(invoice);
    for (var path :
        List.of(
            page,
            "//pay//" + page.substring(5),
            page + "/",
            "//invoice//" + code,
            "//widget//" + code,
            "/getcrypto//widget/" + code)) {
      assertThat(status(ask("GET " + path, "", ""))).as(path).isEqualTo(200);
    }
    var odd = "Content-Type: text/html; charset=nonsense\r\n";
    assertThat(status(ask("GET " + page + "?lang=en", odd, ""))).isEqualTo(200);
    for (var path :
        List.of("/pay/a;b%zz", page + ";%", page + "?lang=%", "/widget/" + code + "?language=%F")) {
      assertThat(status(ask("GET " + path, "", ""))).as(path).isBetween(400, 422);
    }
    var multipart =
        "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 200000000\r\n";
    assertThat(status(ask("POST " + page + "/choose", multipart, "--x\r\n"))).isEqualTo(413);
    var small = multipart.replace("200000000", "7");
    assertThat(status(ask("POST " + page + "/choose", small, "--x--\r\n"))).isEqualTo(415);
    var form = "Content-Type: application/x-www-form-urlencoded; charset=odd\r\n";
    assertThat(status(ask("POST " + page + "/choose", form + "Content-Length: 7\r\n", "asset=%")))
        .isEqualTo(400);
    assertThat(status(ask("POST " + page + "/choose", form + "Content-Length: 7\r\n", "asset=x")))
        .isEqualTo(303);
  }
}
