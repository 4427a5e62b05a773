package coffer.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.app.TestNode;
import coffer.db.TestDb;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// While the database is away, whoever asks is told to come again: no request is at fault, and no
/// program of a merchant must take it for that.
@Faults
class DatabaseAwayFlowTest {
  private static final String ORDER =
      "{\"currency\":\"EUR\",\"amount\":\"10\",\"options\":[{\"asset\":\"ETH\",\"network\":\"ethereum\"}]}";

  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private String key = "";
  private int port;

  @Test
  void everybodyIsToldToComeAgainAndMay() throws Exception {
    var address = TestDb.address();
    port = Site.port();
    try (var site = new Site(address, folder);
        var proxy = new PgProxy(PgProxy.port(address));
        var _ = TestNode.start(site.config(port, proxy.before(address).url()))) {
      key = site.key;
      site.awaitChains();
      var merchant = new Merchant(List.of("http://127.0.0.1:" + port), key);
      var invoice = merchant.post(new Random(1), "/invoices", ORDER, "/id").get("/id");

      proxy.away();
      var api =
          List.of(
              post("/coffer/v1/invoices", ORDER, "application/json"),
              get("/coffer/v1/invoices/" + invoice),
              get("/coffer/v1/balances"));
      var pages =
          List.of(
              get("/pay/" + invoice),
              get("/pay/" + invoice + "/state"),
              post(
                  "/pay/" + invoice + "/choose",
                  "asset=ETH:ethereum",
                  "application/x-www-form-urlencoded"));
      var answers = all(Stream.concat(api.stream(), pages.stream()).toList());
      for (var told : answers.subList(0, api.size())) problem(told.get());
      for (var shown : answers.subList(api.size(), answers.size())) apology(shown.get());

      proxy.target(PgProxy.port(address));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> http.send(pages.getFirst(), BodyHandlers.ofString()).statusCode() == 200);
      assertThat(http.send(api.getFirst(), BodyHandlers.ofString()).statusCode()).isEqualTo(201);
    }
  }

  private static void problem(HttpResponse<String> answer) {
    comesAgain(answer);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(answer.body()).contains("\"code\":\"unavailable\"");
  }

  private static void apology(HttpResponse<String> answer) {
    comesAgain(answer);
    assertThat(answer.body()).contains("<h1", "A payment that you have sent is not lost");
  }

  private static void comesAgain(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as("%s: %s", answer.uri(), answer.body()).isEqualTo(503);
    assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 60L);
  }

  /// All at once: some meet a connection that has just broken, the others wait for a new one.
  private List<Future<HttpResponse<String>>> all(List<HttpRequest> requests) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return threads.invokeAll(
          requests.stream()
              .<Callable<HttpResponse<String>>>map(
                  request -> () -> http.send(request, BodyHandlers.ofString(UTF_8)))
              .toList());
    }
  }

  private HttpRequest get(String path) {
    return to(path).GET().build();
  }

  private HttpRequest post(String path, String body, String type) {
    return to(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)).build();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .header("Authorization", "Bearer " + key)
        .header("Idempotency-Key", "away-" + path)
        .header("Accept-Language", "en")
        .timeout(Duration.ofSeconds(40));
  }
}
