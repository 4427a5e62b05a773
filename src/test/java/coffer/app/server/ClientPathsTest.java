package coffer.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.getcrypto.GetCryptoDialect;
import coffer.api.itispay.ItIsPayDialect;
import coffer.app.config.Dialects;
import coffer.core.Rejection;
import coffer.http.ClientAddress;
import coffer.http.EventStreams;
import coffer.http.Failure;
import coffer.http.FrontEnd;
import coffer.http.Health;
import coffer.http.HttpServer;
import coffer.http.Metrics;
import coffer.http.RateLimiter;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which dialect is asked, in front of front ends that only say their name.
final class ClientPathsTest {
  private static final Dialects DIALECTS =
      Dialects.of(
          new GetCryptoDialect(new RateLimiter.Limit(0, 1)),
          new ItIsPayDialect(new ItIsPayDialect.Settings(true, 1, true)));
  private final HttpServer server =
      new HttpServer(
              new HttpServer.Settings(
                  "127.0.0.1",
                  0,
                  10_000,
                  ClientPaths.of(DIALECTS, Map.of("localhost", "/getcrypto")),
                  false,
                  Duration.ofSeconds(5),
                  HttpServer.ConnectionLimits.DEFAULT),
              List.of(
                  new Named("/coinvoice", "/coinvoice/api/v1/invoices"),
                  new Named("/itispay", "/itispay/api/v1/<path>"),
                  new Named("/getcrypto", "/getcrypto/v1/<path>"),
                  new Named("/widget", "/widget/{id}"),
                  new Named("/link", "/link/{code}"),
                  ClientPaths.rest(DIALECTS)),
              new ClientAddress(List.of()),
              new RateLimiter(new RateLimiter.Limit(0, 1)),
              new Health(List::of),
              new Metrics(List.of()),
              new EventStreams(new EventStreams.Limits(10, 10, Duration.ofSeconds(15))))
          .start();
  private final HttpClient client = HttpClient.newHttpClient();

  private record Named(String prefix, String route) implements FrontEnd {
    @Override
    public void routes(RoutesConfig routes) {
      routes.get(route, ctx -> ctx.result(prefix));
      routes.post(route, ctx -> ctx.result(prefix));
    }

    @Override
    public void refuse(Context ctx, Rejection rejection) {
      throw new AssertionError(rejection);
    }

    @Override
    public void fail(Context ctx, Failure failure) {
      ctx.status(404).result(prefix);
    }
  }

  @AfterEach
  void close() {
    server.close();
    client.close();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "POST, /api/v1/invoices, X-API-Key, -, /coinvoice",
        "GET, /api/v1/nothing, X-API-Key, -, /coinvoice",
        "POST, /api/v1/invoices, Api-Key, -, /itispay",
        "GET, /api/v1/invoices, Api-key, X-Api-Key, /coinvoice",
        "POST, /api/v1/archived, Api-Key, X-API-Key, /itispay",
        "GET, /api/v1/currencies, -, -, /itispay",
        "GET, /api/v1/rates, -, -, /itispay",
        "POST, /api/v1/webhooks/simulate, -, -, /itispay",
        "POST, /v1/invoices, Authorization, -, /getcrypto",
        "GET, /v1/widget, -, -, /getcrypto",
        "GET, /v1/widget, Api-Key, X-API-Key, /getcrypto",
      })
  void everyDialectIsFoundAtThePathOfTheOriginal(
      String method, String path, String one, String other, String dialect) throws Exception {
    assertThat(ask(method, path, one, other).body()).isEqualTo(dialect);
  }

  @Test
  void withoutAKeyEveryClientUnderstandsTheAnswer() throws Exception {
    for (var method : List.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")) {
      var answer = ask(method, "/api/v1/invoices", null, "Authorization");
      assertThat(answer.statusCode()).as(method).isEqualTo(401);
      var text = "A key is needed, in the header X-API-Key or Api-Key";
      assertThat(answer.body())
          .isEqualTo(
              "{\"error\":\"unauthorized\",\"message\":\"%s\",\"detail\":\"%s\"}"
                  .formatted(text, text));
    }
  }

  /// Links to these pages have the public URL, which may be the host name of a dialect.
  @ParameterizedTest
  @CsvSource({"/widget/1, /widget", "/link/ab, /link", "/v1/invoices, /getcrypto"})
  void payersFindTheirPagesUnderTheHostNameOfADialect(String path, String frontEnd)
      throws Exception {
    var url = URI.create("http://localhost:" + server.port() + path);
    var answer = client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
    assertThat(answer.body()).isEqualTo(frontEnd);
  }

  private HttpResponse<String> ask(
      String method, String path, @Nullable String one, @Nullable String other) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, BodyPublishers.noBody());
    if (one != null) request.header(one, "1");
    if (other != null) request.header(other, "2");
    return client.send(request.build(), BodyHandlers.ofString());
  }
}
