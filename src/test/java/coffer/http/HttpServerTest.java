package coffer.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.Cidr;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HttpServerTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private final EventStreams streams =
      new EventStreams(new EventStreams.Limits(1000, 1000, Duration.ofSeconds(15)));
  private final ShopFront shop = new ShopFront(streams);
  private final AtomicReference<Optional<String>> databaseProblem =
      new AtomicReference<>(Optional.empty());
  private final Metrics metrics = new Metrics(List.of(Cidr.parse("127.0.0.0/8")));
  private final HttpServer server = server(100_000).start();

  private HttpServer server(int burst) {
    return new HttpServer(
        new HttpServer.Settings(
            "127.0.0.1",
            0,
            10_000,
            PathAliases.none(),
            true,
            Duration.ofSeconds(60),
            HttpServer.ConnectionLimits.DEFAULT),
        List.of(shop),
        new ClientAddress(List.of(Cidr.parse("127.0.0.2/32"))),
        new RateLimiter(new RateLimiter.Limit(60, burst)),
        new Health(
            () ->
                List.of(
                    new Health.Check("database", true, databaseProblem::get),
                    new Health.Check("chain/tron", false, () -> Optional.of("12 blocks behind")))),
        metrics,
        streams);
  }

  @AfterEach
  void close() {
    shop.slowMayEnd.countDown();
    server.close();
    client.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"items\":[{\"name\":\"x\",\"price\":0.1}]} | 200 | {\"items\":[{\"name\":\"x\",\"price\":0.1}]}",
        "{\"items\":[{\"name\":\"x\",\"price\":\"much\"}]} | 400 | \"field\":\"items[0].price\"",
        "{\"items\":[{\"name\":\"x\",\"cost\":1}]} | 400 | \"field\":\"items[0].cost\"",
        "{\"items\":[{\"name\":\"x\",\"name\":\"y\"}]} | 400 | this is not JSON",
        "{\"items\":[] | 400 | this is not JSON",
        "{\"items\":[]}{} | 400 | bad_body",
        "hunter2 | 400 | this is not JSON",
        "`` | 400 | bad_body",
        "[] | 400 | bad_body",
        "null | 400 | bad_body",
      })
  void aBodyIsReadOrExplained(String body, int status, String told) throws Exception {
    var answer = post("/shop/orders", "application/json", body);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains(told).doesNotContain("hunter2").doesNotContain("coffer");
  }

  @Test
  void deeplyNestedAndLargeBodiesAreRefused() throws Exception {
    assertThat(post("/shop/orders", "application/json", "[".repeat(5_000)).statusCode())
        .isEqualTo(400);
    var large = post("/shop/orders", "application/json", "\"" + "x".repeat(20_000) + "\"");
    assertThat(large.statusCode()).isEqualTo(413);
    assertThat(large.body()).contains("too_large", "10000");
    assertThat(post("/shop/orders", "text/plain", "{}").statusCode()).isEqualTo(415);
  }

  @Test
  void errorsAreOpaqueAndNamed() throws Exception {
    for (var path : List.of("/shop/broken", "/shop/error")) {
      var broken = get(path);
      assertThat(broken.statusCode()).isEqualTo(500);
      assertThat(broken.body()).doesNotContain("hunter2", "Exception", "Error", "coffer.");
      var id = broken.headers().firstValue("X-Request-Id").orElseThrow();
      assertThat(id).matches("[0-9a-f]{32}");
      if (path.endsWith("broken")) assertThat(broken.body()).contains("\"request_id\":\"" + id);
    }
    assertThat(get("/shop/refused").statusCode()).isEqualTo(409);
    assertThat(get("/shop/nothing").statusCode()).isEqualTo(404);
    assertThat(get("/elsewhere").body()).contains("not_found", "request_id");
    var wrongMethod = get("/shop/orders");
    assertThat(wrongMethod.statusCode()).isEqualTo(405);
    assertThat(wrongMethod.headers().firstValue("Allow").orElseThrow()).contains("POST");
  }

  @Test
  void aRequestKeepsASaneNameOnly() throws Exception {
    assertThat(named("client-1234567").headers().firstValue("X-Request-Id"))
        .contains("client-1234567");
    for (var bad : List.of("short", "x".repeat(65), "a b c d e f g h", "{\"a\":\"bcdefgh\"}")) {
      assertThat(named(bad).headers().firstValue("X-Request-Id").orElseThrow())
          .matches("[0-9a-f]{32}");
    }
  }

  @Test
  void everyAnswerHasTheSecurityHeaders() throws Exception {
    for (var path : List.of("/shop/me", "/shop/nothing", "/shop/broken", "/health/live")) {
      var headers = get(path).headers();
      assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(headers.firstValue("Content-Security-Policy").orElseThrow()).contains("'none'");
      assertThat(headers.firstValue("Strict-Transport-Security")).isPresent();
      assertThat(headers.firstValue("Server")).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/shop/me, 200",
    "/shop/nothing, 404",
    "/shop/orders, 405",
    "/shop/refused, 409",
    "/shop/broken, 500",
    "/shop/stream, 200",
    "/health/ready, 503"
  })
  void aHeadIsItsGetWithoutTheBody(String path, int status) throws Exception {
    databaseProblem.set(Optional.of("away"));
    var head = HttpRequest.newBuilder(uri(path)).HEAD().build();
    var answer = client.send(head, BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).isEmpty();
    assertThat(streams.open()).isZero();
    if (path.endsWith("stream")) return;
    var get = get(path);
    assertThat(get.statusCode()).isEqualTo(status);
    for (var header : List.of("Content-Type", "Content-Length")) {
      assertThat(answer.headers().firstValue(header)).isEqualTo(get.headers().firstValue(header));
    }
  }

  @Test
  void noHeaderMakesAnotherMethodOfARequest() throws Exception {
    for (var other : List.of("GET", "HEAD", "DELETE")) {
      var request =
          HttpRequest.newBuilder(uri("/shop/me"))
              .header("X-HTTP-Method-Override", other)
              .POST(BodyPublishers.noBody())
              .build();
      assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
    }
  }

  @Test
  void whatIsNoHttpIsToldNothing() throws Exception {
    for (var bad :
        List.of(
            "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            "GET /%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
            "GET /shop/%2e%2e/%2fx HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(40_000) + "\r\n\r\n",
            "NONSENSE\r\n\r\n")) {
      var answer = raw(bad);
      assertThat(answer).matches("(?s)HTTP/1.1 4\\d\\d .*");
      assertThat(answer.toLowerCase(java.util.Locale.ROOT)).doesNotContain("jetty", "exception");
    }
  }

  /// A client that sends its head and its body one after the other must get the answer to it, and
  /// keeps its connection: a server that closes while the client is still sending loses the answer.
  @ParameterizedTest
  @CsvSource({
    "POST /shop/orders, 20000, 413",
    "POST /shop/orders, 1000000, 413",
    "POST /shop/nothing, 9000, 404",
    "GET /shop/refused, 9000, 409",
    "PUT /shop/orders, 9000, 405",
  })
  void aRefusedBodyIsReadToItsEnd(String line, int length, int status) throws Exception {
    try (var socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(60_000);
      var type = "Content-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n";
      say(socket, line + " HTTP/1.1\r\nHost: a\r\n" + type);
      for (int i = 0; i < length; i += 1000) say(socket, "x".repeat(1000));
      say(socket, "GET /shop/me HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      var answers = new String(socket.getInputStream().readAllBytes(), UTF_8);
      assertThat(answers).startsWith("HTTP/1.1 " + status + " ").contains("HTTP/1.1 200 OK");
    }
  }

  @Test
  void nobodyWaitsForABodyThatIsFarTooLong() throws Exception {
    try (var socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(60_000);
      say(socket, "POST /shop/orders HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\n\r\n");
      var answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 413 ").contains("Connection: close");
    }
  }

  @Test
  void aClientThatStopsInTheMiddleOfItsBodyIsAnswered() throws Exception {
    try (var socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(60_000);
      say(socket, "POST /shop/nothing HTTP/1.1\r\nHost: a\r\nContent-Length: 9000\r\n\r\n{");
      var answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 404 ");
    }
  }

  /// Such a client asks first whether it shall send the body.
  @Test
  void aClientThatAsksFirstIsAnsweredAtOnce() throws Exception {
    try (var socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(60_000);
      var head = "Host: a\r\nExpect: 100-continue\r\nContent-Length: 20000\r\n\r\n";
      say(socket, "POST /shop/orders HTTP/1.1\r\n" + head);
      var answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 413 ");
    }
  }

  private static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
    socket.getOutputStream().flush();
  }

  @Test
  void proxiesOfOursSayWhoAsks() throws Exception {
    // This test connects from 127.0.0.1, which is none.
    var request =
        HttpRequest.newBuilder(uri("/shop/me")).header("X-Forwarded-For", "203.0.113.7").build();
    assertThat(client.send(request, BodyHandlers.ofString()).body()).isEqualTo("127.0.0.1");
  }

  @Test
  void tooManyRequestsOfOneAddressAreRefused() throws Exception {
    try (var strict = server(3).start()) {
      for (int i = 0; i < 3; i++) {
        var answer = get(strict.port(), "/shop/me");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("RateLimit-Remaining")).contains("" + (2 - i));
      }
      var refused = get(strict.port(), "/shop/me");
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.body()).contains("rate_limited");
      assertThat(refused.headers().firstValue("Retry-After")).contains("1");
      // Of its own, but bounded as well.
      for (int i = 0; i < 3; i++) {
        assertThat(get(strict.port(), "/health/live").statusCode()).isEqualTo(200);
      }
      assertThat(get(strict.port(), "/health/live").statusCode()).isEqualTo(429);
      assertThat(get(strict.port(), "/health/ready").statusCode()).isEqualTo(429);
    }
  }

  /// Behind the proxy there could be anybody.
  @Test
  void aProxyThatNamesNoClientSeesNoMetrics() throws Exception {
    var line = "GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n";
    assertThat(from("127.0.0.2", line + "\r\n")).startsWith("HTTP/1.1 404");
    for (var unnamed : List.of("unknown", ",", "203.0.113.7, unknown")) {
      assertThat(from("127.0.0.2", line + "X-Forwarded-For: " + unnamed + "\r\n\r\n"))
          .startsWith("HTTP/1.1 404");
    }
    assertThat(from("127.0.0.2", line + "X-Forwarded-For: 203.0.113.7\r\n\r\n"))
        .startsWith("HTTP/1.1 404");
    assertThat(from("127.0.0.2", line + "X-Forwarded-For: 127.0.0.1\r\n\r\n"))
        .startsWith("HTTP/1.1 200");
    assertThat(from("127.0.0.1", line + "\r\n")).startsWith("HTTP/1.1 200");
  }

  private String from(String address, String request) throws IOException {
    try (var socket = new Socket()) {
      socket.bind(new java.net.InetSocketAddress(address, 0));
      socket.connect(new java.net.InetSocketAddress("127.0.0.1", server.port()));
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(request.getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @Test
  void healthTellsWhatIsNotWell() throws Exception {
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    var degraded = get("/health/ready");
    assertThat(degraded.statusCode()).isEqualTo(200);
    assertThat(degraded.body())
        .isEqualTo(
            "{\"status\":\"degraded\",\"checks\":{\"chain/tron\":\"12 blocks behind\",\"database\":\"ok\"}}");
    databaseProblem.set(Optional.of("does not answer"));
    var unready = get("/health/ready");
    assertThat(unready.statusCode()).isEqualTo(503);
    assertThat(unready.body()).contains("unready", "does not answer");
  }

  @Test
  void metricsHaveRoutesAndNoPaths() throws Exception {
    get("/shop/orders/1234567?token=hunter2");
    get("/shop/orders/7654321");
    metrics.gauge("coffer_test_gauge", "a test", () -> 7);
    metrics.table(
        "coffer_chain_lag_blocks",
        "a test",
        () -> List.of(new Metrics.Sample(Map.of("chain", "tron"), 12)));
    metrics.table(
        "coffer_fails",
        "a test",
        () -> {
          throw new IllegalStateException();
        });
    var told = get("/metrics").body();
    assertThat(told)
        .contains("route=\"/shop/orders/{id}\"", "coffer_test_gauge 7.0")
        .contains("coffer_chain_lag_blocks{chain=\"tron\"} 12.0", "jvm_memory_used_bytes")
        .doesNotContain("1234567", "hunter2");
    assertThat(told).containsPattern("coffer_http_requests_seconds_count\\{.*status=\"200\"} 2");
  }

  @Test
  void requestsUnderWayComeToTheirEnd() throws Exception {
    var slow = client.sendAsync(request("/shop/slow"), BodyHandlers.ofString());
    assertThat(shop.slowBegun.await(60, TimeUnit.SECONDS)).isTrue();
    var stopping = Thread.ofVirtual().start(server::close);
    assertThat(stopping.join(Duration.ofMillis(200))).isFalse();
    shop.slowMayEnd.countDown();
    assertThat(slow.get(60, TimeUnit.SECONDS).body()).isEqualTo("done");
    assertThat(stopping.join(Duration.ofSeconds(60))).isTrue();
  }

  private HttpRequest request(String path) {
    return HttpRequest.newBuilder(uri(path)).build();
  }

  private HttpResponse<String> named(String id) throws Exception {
    var request = HttpRequest.newBuilder(uri("/shop/me")).header("X-Request-Id", id).build();
    return client.send(request, BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return get(server.port(), path);
  }

  private HttpResponse<String> get(int port, String path) throws Exception {
    var uri = URI.create("http://127.0.0.1:" + port + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String type, String body) throws Exception {
    var request =
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private String raw(String request) throws IOException {
    try (var socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(request.getBytes(UTF_8));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }
}
