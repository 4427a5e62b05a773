package coffer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What cannot be read is refused by the front end whose it is, and never with a 5xx.
final class RequestScreeningTest {
  private static final int MOST = 10_000;
  private static final String MULTIPART = "Content-Type: multipart/form-data; boundary=x\r\n";
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";
  private static final String JSON = "Content-Type: application/json\r\n";

  private final EventStreams streams =
      new EventStreams(new EventStreams.Limits(10, 10, Duration.ofSeconds(15)));
  private final HttpServer server =
      new HttpServer(
              new HttpServer.Settings(
                  "127.0.0.1",
                  0,
                  MOST,
                  new PathAliases(
                      Map.of(), List.of(), List.of(PathAliases.Root.open("/v1", "/shop"))),
                  false,
                  Duration.ofSeconds(5),
                  HttpServer.ConnectionLimits.DEFAULT),
              List.of(new ShopFront(streams)),
              new ClientAddress(List.of()),
              new RateLimiter(new RateLimiter.Limit(0, 1)),
              new Health(List::of),
              new Metrics(List.of()),
              streams)
          .start();

  @AfterEach
  void close() {
    server.close();
  }

  private String ask(String line, String headers, String body) throws IOException {
    return Raw.ask(server.port(), line, headers, body);
  }

  private String ask(String line) throws IOException {
    return ask(line, "", "");
  }

  private static int status(String answer) {
    assertThat(answer).startsWith("HTTP/1.1 ");
    return Integer.parseInt(answer.substring(9, 12));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status=paid%",
        "status=%zz",
        "status=%F",
        "status=%u0041",
        "status=%+1",
        "status=%FF",
        "status=%C0%80",
        "status=%ED%A0%80",
        "a=b&status=%",
        "status=%&a=b"
      })
  void aQueryThatCannotBeDecodedIsRefusedByItsParameter(String query) throws Exception {
    for (var path : List.of("/shop/query", "/shop/orders/1", "/v1/query", "/shop/nothing")) {
      var answer = ask("GET " + path + "?" + query);
      assertThat(status(answer)).isEqualTo(422);
      assertThat(answer).contains("\"field\":\"status\"", "percent-encoded", "request_id");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%=1", "%FF=1", "a=1&%zz=2", "\u00ff=1"})
  void aParameterWithoutAReadableNameIsCalledTheQuery(String query) throws Exception {
    var answer = ask("GET /shop/query?" + query);
    assertThat(status(answer)).isBetween(400, 422);
    assertThat(answer).contains("request_id");
  }

  @ParameterizedTest
  @CsvSource({
    "a=%D1%8E, a=ю",
    "a=1+2, a=1 2",
    "a=%25, a=%",
    "a=%2526, a=%26",
    "a, a=",
    "a=b=c, a=b=c",
    "a=\u00d1\u008e, a=ю",
  })
  void whatCanBeDecodedArrives(String query, String told) throws Exception {
    var answer = ask("GET /shop/query?" + query);
    var bytes = answer.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    assertThat(new String(bytes, java.nio.charset.StandardCharsets.UTF_8)).endsWith(told);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/shop/orders/a;b%zz",
        "/shop/orders/a;b%",
        "/shop/orders/%FF",
        "/shop/orders/%0a",
        "/shop/%2e%2e/x",
        "/shop/a%2fb",
        "/shop/..;/x",
        "/shop/orders/%u0041",
        "/shop/orders/1#x",
        "/shop/orders/%C0%AF",
        "/v1/a;b%zz",
        "/shop//a;%zz"
      })
  void aPathThatCannotBeDecodedIsRefusedByItsFrontEnd(String path) throws Exception {
    for (var method : List.of("GET", "POST", "OPTIONS", "FROB")) {
      var answer = ask(method + " " + path);
      assertThat(status(answer)).isEqualTo(400);
      assertThat(answer).contains("\"code\":\"bad_request\"", "request_id");
    }
  }

  /// Jetty keeps nothing of such a path, so the answer has a field for each client.
  @ParameterizedTest
  @ValueSource(strings = {"/shop/orders/%zz", "/shop/orders/%", "/shop/orders/%00", "/v1/%zz"})
  void aPathThatJettyCannotParseIsRefusedInWordsForEveryClient(String path) throws Exception {
    var answer = ask("GET " + path);
    assertThat(status(answer)).isEqualTo(400);
    assertThat(answer)
        .contains("\"status\":false", "\"error\":\"bad_request\"", "\"message\":\"Bad Request\"")
        .contains("\"detail\":\"Bad Request\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json; charset=nonsense", "application/json; charset=\"",
            "application/json; charset=",
        "application/json;charset=;", "application/json; charset=utf-16",
            "application/json; charset=iso-8859-1;a",
        "application/json; \u00ff"
      })
  void theCharsetOfABodyIsIgnored(String type) throws Exception {
    var header = "Content-Type: " + type + "\r\n";
    var ordered = ask("POST /shop/orders", header + "Content-Length: 12\r\n", "{\"items\":[]}");
    assertThat(status(ordered)).isEqualTo(200);
    assertThat(status(ask("GET /shop/query?a=b", header, ""))).isEqualTo(200);
    assertThat(status(ask("GET /shop/nothing?a=b", header, ""))).isEqualTo(404);
  }

  @Test
  void aBodyOfAnyTypeHasALimit() throws Exception {
    for (var type : List.of(MULTIPART, FORM, JSON, "")) {
      for (var path : List.of("/shop/form", "/shop/orders", "/shop/nothing", "/v1/form")) {
        var told = ask("POST " + path, type + "Content-Length: 200000000\r\n", "x".repeat(100));
        assertThat(status(told)).isEqualTo(413);
        assertThat(told).contains("\"code\":\"too_large\"", "at most 10000 bytes");
      }
    }
    var chunk = "2710\r\n" + "x".repeat(MOST) + "\r\n";
    for (var type : List.of(FORM, JSON)) {
      var path = type.equals(FORM) ? "/shop/form" : "/shop/orders";
      var told =
          ask("POST " + path, type + "Transfer-Encoding: chunked\r\n", chunk + chunk + "0\r\n\r\n");
      assertThat(status(told)).isEqualTo(413);
      assertThat(told).contains("\"code\":\"too_large\"");
    }
  }

  @Test
  void formsAreUrlencodedOnly() throws Exception {
    var body = "a=%D1%8E&b=1+2&a=x";
    var length = "Content-Length: " + body.length() + "\r\n";
    assertThat(ask("POST /shop/form", FORM + length, body)).endsWith("\u00d1\u008e 1 2");
    var part = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x--\r\n";
    var multipart =
        ask("POST /shop/form", MULTIPART + "Content-Length: " + part.length() + "\r\n", part);
    assertThat(status(multipart)).isEqualTo(415);
    assertThat(multipart).contains("application/x-www-form-urlencoded");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=%",
        "a=%zz",
        "%=1",
        "a=%FF",
        "a=%C0%80",
        "&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&"
      })
  void aFormThatCannotBeDecodedIsABadBody(String body) throws Exception {
    var told = ask("POST /shop/form", FORM + "Content-Length: " + body.length() + "\r\n", body);
    assertThat(status(told)).isEqualTo(400);
    assertThat(told).contains("\"code\":\"bad_body\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zz\r\nabc\r\n0\r\n\r\n",
        "-1\r\nabc\r\n0\r\n\r\n",
        "ffffffffffffffffff\r\nabc\r\n",
        "7fffffff\r\n",
        "3\r\nabcdef\r\n0\r\n\r\n",
        "3;\u0000\r\nabc\r\n0\r\n\r\n",
        "\r\n\r\n",
        "3 3\r\nabc\r\n0\r\n\r\n"
      })
  void aBrokenChunkIsTheSenderSFault(String chunks) throws Exception {
    for (var type : List.of(FORM, JSON, MULTIPART)) {
      for (var path : List.of("/shop/form", "/shop/orders")) {
        var told = ask("POST " + path, type + "Transfer-Encoding: chunked\r\n", chunks);
        if (!told.isEmpty()) assertThat(status(told)).isBetween(400, 499);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//shop/query",
        "/shop//query",
        "///shop///query",
      })
  void severalSlashesAreOne(String path) throws Exception {
    var told = ask("GET " + path + "?a=//b");
    assertThat(status(told)).isEqualTo(200);
    assertThat(told).endsWith("a=//b");
  }
}
