package coffer.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.Rejection;
import coffer.http.PathAliases.Root;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Three front ends: `/red` and `/blue` share the root `/api`, `/green` has `/v1` for itself.
final class PathAliasHandlerTest {
  private static final PathAliases MOUNTS =
      new PathAliases(
          Map.of("red.example", "/red", "green.example", "/green"),
          List.of("/pay", "/script.js", "/health"),
          List.of(
              Root.keyed("/api", "X-Red-Key", "/red"),
              Root.keyed("/api", "Blue-Key", "/blue"),
              Root.open("/api/v1/colours", "/blue"),
              Root.open("/v1", "/green")));
  private static final String UNAUTHORIZED =
      "{\"error\":\"unauthorized\",\"message\":\"a key, please\",\"detail\":\"a key, please\"}";

  private final HttpServer server =
      new HttpServer(
              new HttpServer.Settings(
                  "127.0.0.1",
                  0,
                  10_000,
                  MOUNTS,
                  false,
                  Duration.ofSeconds(5),
                  HttpServer.ConnectionLimits.DEFAULT),
              List.of(
                  new Echo("/red", "POST /red/api/v1/orders", "GET /red/api/v1/orders/{id}"),
                  new Echo(
                      "/blue",
                      "POST /blue/api/v1/orders",
                      "GET /blue/api/v1/orders/{id}",
                      "PATCH /blue/api/v1/orders/{id}",
                      "POST /blue/api/v1/archive",
                      "GET /blue/api/v1/colours"),
                  new Echo("/green", "GET /green/v1/orders/{id}", "OPTIONS /green/v1/orders/{id}"),
                  new Echo("/pay", "GET /pay/{id}"),
                  new Echo("/script.js", "GET /script.js"),
                  new Echo("/secret", "GET /secret/v1/orders"),
                  new SharedRoot("/api", "a key, please")),
              new ClientAddress(List.of()),
              new RateLimiter(new RateLimiter.Limit(0, 1)),
              new Health(List::of),
              new Metrics(List.of()),
              new EventStreams(new EventStreams.Limits(10, 10, Duration.ofSeconds(15))))
          .start();

  /// Says which route took a call, and with what.
  private record Echo(String prefix, String... wanted) implements FrontEnd {
    @Override
    public void routes(RoutesConfig routes) {
      for (var route : wanted) {
        var parts = route.split(" ");
        routes.addHttpHandler(
            HandlerType.findOrCreate(parts[0]),
            parts[1],
            ctx ->
                ctx.result(
                    prefix
                        + " "
                        + ctx.path()
                        + " "
                        + ctx.pathParamMap()
                        + " "
                        + ctx.queryString()));
      }
    }

    @Override
    public void refuse(Context ctx, Rejection rejection) {
      throw new AssertionError(rejection);
    }

    @Override
    public void fail(Context ctx, Failure failure) {
      ctx.status(499).result(prefix + " has no such thing");
    }
  }

  @AfterEach
  void close() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // one key tells whose it is
        "POST /api/v1/orders            | X-Red-Key: r             | /red /red/api/v1/orders",
        "POST /api/v1/orders            | x-red-key: r             | /red /red/api/v1/orders",
        "POST /api/v1/orders            | Blue-Key: b              | /blue /blue/api/v1/orders",
        "GET /api/v1/nothing            | X-Red-Key: r             | /red has no such thing",
        "GET /api/v1/nothing            | Blue-Key: b              | /blue has no such thing",
        "GET /api                       | Blue-Key: b              | /blue has no such thing",
        // two keys: the first, but for what only the second has
        "POST /api/v1/orders            | X-Red-Key: r;Blue-Key: b | /red /red/api/v1/orders",
        "POST /api/v1/orders            | Blue-Key: b;X-Red-Key: r | /red /red/api/v1/orders",
        "GET /api/v1/orders/7           | X-Red-Key: r;Blue-Key: b | /red /red/api/v1/orders/7",
        "HEAD /api/v1/orders/7          | X-Red-Key: r;Blue-Key: b | -",
        "PATCH /api/v1/orders/7         | X-Red-Key: r;Blue-Key: b | /blue /blue/api/v1/orders/7",
        "POST /api/v1/archive           | X-Red-Key: r;Blue-Key: b | /blue /blue/api/v1/archive",
        "GET /api/v1/archive            | X-Red-Key: r;Blue-Key: b | /blue has no such thing",
        "GET /api/v1/nothing            | X-Red-Key: r;Blue-Key: b | /red has no such thing",
        "POST /api/v1/orders            | X-Red-Key: ;Blue-Key: b  | /blue /blue/api/v1/orders",
        // public ones need none
        "GET /api/v1/colours            | -                        | /blue /blue/api/v1/colours",
        "GET /api/v1/colours            | X-Red-Key: r             | /blue /blue/api/v1/colours",
        "GET /api/v1/colours/red        | -                        | /blue has no such thing",
        "POST /api/v1/colours           | -                        | /blue has no such thing",
        "GET /v1/orders/7               | -                        | /green /green/v1/orders/7",
        "GET /v1/nothing                | X-Red-Key: r             | /green has no such thing",
        // what a page asks before it calls
        "OPTIONS /v1/orders/7           | Origin: https://a.b      | /green /green/v1/orders/7",
        "OPTIONS /api/v1/orders | Access-Control-Request-Headers: content-type, blue-key | /blue has no such thing",
        // its own prefix always works
        "GET /red/api/v1/orders/7       | Blue-Key: b              | /red /red/api/v1/orders/7",
        "GET /green/v1/orders/7         | -                        | /green /green/v1/orders/7",
        // what was asked is kept as it was written
        "GET /api/v1/orders/7?a=%2F&b=c | Blue-Key: b              | /blue /blue/api/v1/orders/7 {id=7} a=%2F&b=c",
        "GET /v1/orders/a%20b%3Fc?x     | -                        | /green /green/v1/orders/a%20b%3Fc {id=a b?c} x",
        "GET /api/v1/orders/%D1%8E      | X-Red-Key: r             | /red /red/api/v1/orders/%D1%8E {id=ю}",
      })
  void aCallAtTheRootIsForWhoeverItsKeySays(String line, String headers, String answer)
      throws Exception {
    var told = ask(line, "any.example", headers == null ? "" : headers.replace(";", "\r\n"));
    if (answer == null) {
      assertThat(told).startsWith("HTTP/1.1 200").doesNotContain("/blue");
    } else {
      assertThat(body(told)).startsWith(answer);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET /api/v1/orders/7",
    "POST /api/v1/orders",
    "PUT /api/v1/orders",
    "DELETE /api",
    "OPTIONS /api/v1/orders",
    "PATCH /api/",
    "GET /api/v1/coloursome",
    "GET /api/v1/colours;x=1",
    "GET /api/v2/whatever?key=r",
    "TRACE /api/v1/orders",
    "FROB /api/v1/orders",
  })
  void withoutAKeyTheSharedRootSaysOneThing(String line) throws Exception {
    var told = ask(line, "any.example", "X-Other: x");
    assertThat(told).startsWith("HTTP/1.1 401").contains("application/json");
    assertThat(body(told)).isEqualTo(UNAUTHORIZED);
  }

  @Test
  void aBlankKeyIsNone() throws Exception {
    assertThat(body(ask("POST /api/v1/orders", "a", "X-Red-Key:  "))).isEqualTo(UNAUTHORIZED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "red.example      | GET /api/v1/orders/7        | Blue-Key: b  | /red /red/api/v1/orders/7",
        "red.example.     | GET /secret/v1/orders       | X: x         | /red has no such thing",
        "RED.example.:80  | GET /secret/v1/orders       | X: x         | /red has no such thing",
        "red.example      | GET //secret//v1/orders     | X: x         | /red has no such thing",
        "red.example      | GET //api//v1//orders/7     | X: x         | /red /red/api/v1/orders/7",
        "Red.example:8443 | GET /api/v1/orders/7?a=%2F  | X: x         | /red /red/api/v1/orders/7 {id=7} a=%2F",
        "red.example      | POST /api/v1/archive        | Blue-Key: b  | /red has no such thing",
        "red.example      | GET /red/api/v1/orders/7    | X: x         | /red /red/api/v1/orders/7",
        "red.example      | GET /v1/orders/7            | X: x         | /red has no such thing",
        "red.example      | GET /secret/v1/orders       | X: x         | /red has no such thing",
        "red.example      | GET /pay/7                  | X: x         | /pay /pay/7",
        "red.example      | GET /script.js              | X: x         | /script.js /script.js",
        "red.example      | GET /script.jsx             | X: x         | /red has no such thing",
        "red.example      | GET /health/live            | X: x         | {\"status\":\"live\"}",
        "red.example      | GET /                       | X: x         | /red has no such thing",
        "green.example    | GET /v1/orders/7            | X-Red-Key: r | /green /green/v1/orders/7",
        "green.example    | GET /api/v1/orders/7        | X-Red-Key: r | /green has no such thing",
        "green.example    | GET /pay/nothing/here       | X: x         | /pay has no such thing",
      },
      quoteCharacter = '`')
  void aHostNameOfItsOwnMeansAFrontEnd(String host, String line, String header, String answer)
      throws Exception {
    assertThat(body(ask(line, host, header))).startsWith(answer);
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/../../secret/v1/orders",
    "/api/v1/./../../secret/v1/orders",
    "/api/../secret/v1/orders",
    "/api/%2e%2e/secret/v1/orders",
    "/api/..%2fsecret/v1/orders",
    "/api/..;/secret/v1/orders",
    "/api//../secret/v1/orders",
    "/v1/../secret/v1/orders",
    "/v1/orders/../../secret/v1/orders",
    "/v1/..\\secret/v1/orders",
  })
  void nobodyClimbsOutOfAFrontEnd(String path) throws Exception {
    for (var host : List.of("any.example", "red.example", "green.example")) {
      var told = ask("GET " + path, host, "X-Red-Key: r");
      assertThat(told).matches("(?s)HTTP/1.1 4\\d\\d .*").doesNotContain("/secret");
    }
  }

  private static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  private String ask(String line, String host, String headers) throws IOException {
    var request =
        line + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n" + headers + "\r\n\r\n";
    try (var socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(request.getBytes(UTF_8));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }
}
