package coffer.web.widget;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.World;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.invoice.InvoiceView;
import coffer.db.TestDb;
import coffer.http.ClientAddress;
import coffer.http.EventStreams;
import coffer.http.Health;
import coffer.http.HttpServer;
import coffer.http.Metrics;
import coffer.http.PathAliases;
import coffer.http.PayerLimits;
import coffer.http.RateLimiter;
import coffer.http.WireJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The script and what it asks for over HTTP, on a real database and a sandbox.
final class WidgetDbTest {
  @AutoClose private final World world = new World(TestDb.address());
  private final Chain chain = world.chain("ethereum");
  private final Asset usdt = world.asset(chain, "USDT");
  private final PayerLimits payers = new PayerLimits(new PayerLimits.Limits(0, 0, 0, 5));
  private final Widget widget = widget("");
  private final HttpServer server =
      new HttpServer(
              new HttpServer.Settings(
                  "127.0.0.1",
                  0,
                  10_000,
                  PathAliases.none(),
                  false,
                  Duration.ofSeconds(5),
                  HttpServer.ConnectionLimits.DEFAULT),
              List.of(widget, widget("/getcrypto")),
              new ClientAddress(List.of()),
              new RateLimiter(new RateLimiter.Limit(0, 1)),
              new Health(List::of),
              new Metrics(List.of()),
              new EventStreams(new EventStreams.Limits(10, 10, Duration.ofSeconds(10))))
          .start();
  private final HttpClient client = HttpClient.newHttpClient();

  private Widget widget(String mount) {
    return new Widget(mount, world.db, world.invoices, world.merchants, payers, world.clock);
  }

  @AfterEach
  void close() {
    server.close();
    client.close();
  }

  /// Under both of its prefixes together.
  @Test
  void codesCannotBeGuessedOneAfterTheOther() throws Exception {
    var known = "/widget/in_" + world.invoice("9", "EUR", usdt).code();
    for (int i = 0; i < 5; i++) {
      assertThat(send(get(known)).statusCode()).isEqualTo(200);
      assertThat(send(get("/widget/in_" + "x".repeat(13))).statusCode()).isEqualTo(404);
      var path = (i % 2 == 0 ? "/widget" : "/getcrypto/widget") + "/in_000000000000" + i;
      assertThat(send(get(path)).statusCode()).isEqualTo(404);
    }
    for (var path : List.of("/widget/in_0000000000009", known)) {
      var refused = send(get(path));
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(Integer.parseInt(header(refused, "Retry-After"))).isBetween(1, 60);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/widget.js", "/getcrypto/widget.js"})
  void theScriptMayBeLoadedByPagesOfEveryOrigin(String path) throws Exception {
    var answer = send(get(path));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "Content-Type")).isEqualTo("text/javascript; charset=utf-8");
    assertThat(header(answer, "Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
    assertThat(header(answer, "Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(text(answer)).contains("window.GetCrypto").endsWith("})();\n");
  }

  @Test
  void aNewVersionReachesPagesSoon() throws Exception {
    var answer = send(get("/widget.js"));
    assertThat(header(answer, "Cache-Control")).contains("max-age=300");
    var again = send(get("/widget.js").header("If-None-Match", header(answer, "ETag")));
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    var other = send(get("/widget.js").header("If-None-Match", "\"0\""));
    assertThat(other.statusCode()).isEqualTo(200);
  }

  @Test
  void theScriptIsPackedForTheWay() throws Exception {
    var answer = send(get("/widget.js").header("Accept-Encoding", "gzip"));
    assertThat(header(answer, "Content-Encoding")).isEqualTo("gzip");
    assertThat(answer.body().length).isLessThan(16 * 1024);
    try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
      assertThat(new String(unpacked.readAllBytes(), UTF_8)).contains("window.GetCrypto");
    }
  }

  @Test
  void anInvoiceIsShownByItsCode() throws Exception {
    var invoice = world.invoice("9", "EUR", usdt);
    var waiting = json("/widget/in_" + invoice.code());
    assertThat(waiting.path("stage").asString("")).isEqualTo("waiting");
    assertThat(waiting.path("title").asString("")).isEqualTo("Waiting for your payment");
    assertThat(waiting.path("pay").path("amount").asString("")).isEqualTo("10");
    assertThat(waiting.path("pay").path("address").asString(""))
        .isEqualTo(world.view(invoice).quotes().getFirst().address());
    assertThat(
            json("/getcrypto/widget/in_" + invoice.code() + "?language=ru")
                .path("title")
                .asString(""))
        .isEqualTo("Ждём ваш платёж");

    world.pay(invoice, usdt, "4");
    world.scan(chain);
    var partial = json("/widget/in_" + invoice.code());
    assertThat(partial.path("stage").asString("")).isEqualTo("partial");
    assertThat(partial.path("pay").path("amount").asString("")).isEqualTo("6");
    world.pay(invoice, usdt, "6");
    world.mine(chain, 3);
    assertThat(json("/widget/in_" + invoice.code()).path("stage").asString("")).isEqualTo("paid");
  }

  @Test
  void anOldSumIsMadeAnewAndAGoodOneStays() throws Exception {
    var invoice = world.invoice("9", "EUR", usdt);
    var before = renewed(invoice);
    assertThat(before.path("stage").asString("")).isEqualTo("waiting");
    assertThat(world.view(invoice).quotes()).hasSize(1);
    world.pass(Duration.ofMinutes(16));
    world.rates.refresh(world.db);
    var stale = json("/widget/in_" + invoice.code());
    assertThat(stale.path("stage").asString("")).isEqualTo("stale");
    assertThat(stale.path("pay").isNull()).isTrue();
    var after = renewed(invoice);
    assertThat(after.path("stage").asString("")).isEqualTo("waiting");
    assertThat(after.path("pay").path("address")).isEqualTo(before.path("pay").path("address"));
    assertThat(world.view(invoice).quotes()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/widget/in_0123456789abc",
        "/widget/in_0123456789ABC",
        "/widget/in_0123456789",
        "/widget/0123456789abc",
        "/widget/in_0123456789abc/nothing",
        "/widget/%00",
        "/widget"
      })
  void whatIsNotThereIsSaidSoThatAPageCanReadIt(String path) throws Exception {
    var answer = send(get(path));
    assertThat(answer.statusCode()).isIn(400, 404);
    if (!path.contains("%")) {
      assertThat(header(answer, "Access-Control-Allow-Origin")).isEqualTo("*");
      assertThat(WireJson.MAPPER.readTree(answer.body()).path("message").asString("")).isNotBlank();
    }
  }

  private JsonNode renewed(InvoiceView invoice) throws Exception {
    var post = request("/widget/in_" + invoice.code() + "/renew").POST(BodyPublishers.noBody());
    var answer = send(post);
    assertThat(answer.statusCode()).isEqualTo(200);
    return WireJson.MAPPER.readTree(answer.body());
  }

  private JsonNode json(String path) throws Exception {
    var answer = send(get(path));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
    return WireJson.MAPPER.readTree(answer.body());
  }

  private HttpRequest.Builder get(String path) {
    return request(path).GET();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .header("Origin", "https://shop.example");
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), UTF_8);
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }
}
