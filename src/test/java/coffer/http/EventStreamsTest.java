package coffer.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.core.Cidr;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class EventStreamsTest {
  private static final int MOST = 600;
  private static final Duration LONG = Duration.ofSeconds(60);

  private final EventStreams streams =
      new EventStreams(new EventStreams.Limits(MOST, MOST - 10, Duration.ofMillis(200)));
  private final ShopFront shop = new ShopFront(streams);
  private final HttpServer server =
      new HttpServer(
              new HttpServer.Settings(
                  "127.0.0.1",
                  0,
                  10_000,
                  PathAliases.none(),
                  false,
                  Duration.ofSeconds(5),
                  new HttpServer.ConnectionLimits(2000, 2000, LONG, LONG, LONG)),
              List.of(shop),
              new ClientAddress(List.of()),
              new RateLimiter(new RateLimiter.Limit(0, 1)),
              new Health(List::of),
              new Metrics(List.of()),
              streams)
          .start();
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<InputStream> bodies = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (var body : bodies) body.close();
    server.close();
    client.close();
  }

  @Test
  void eventsComeThroughInAnyScript() throws Exception {
    var lines = open();
    await().until(() -> shop.streams.size() == 1);
    var stream = shop.streams.iterator().next();
    assertThat(stream.send("status", "{\"text\":\"оплачено ✓\"}\nsecond")).isTrue();
    assertThat(next(lines)).isEqualTo("event: status");
    assertThat(lines.readLine()).isEqualTo("data: {\"text\":\"оплачено ✓\"}");
    assertThat(lines.readLine()).isEqualTo("data: second");
    assertThat(lines.readLine()).isEmpty();
    stream.send("last", "x");
    stream.finish();
    assertThat(next(lines)).isEqualTo("event: last");
    await().until(() -> shop.streams.isEmpty() && streams.open() == 0);
    assertThat(stream.send("late", "x")).isFalse();
  }

  @Test
  void aClientThatWentAwayIsNoticed() throws Exception {
    open();
    await().until(() -> streams.open() == 1);
    bodies.getFirst().close();
    await().until(() -> streams.open() == 0 && shop.streams.isEmpty());
  }

  @Test
  void aClientThatDoesNotReadIsCutOff() throws Exception {
    try (var socket = new Socket("127.0.0.1", server.port())) {
      socket
          .getOutputStream()
          .write("GET /shop/stream HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(UTF_8));
      await().until(() -> shop.streams.size() == 1);
      var stream = shop.streams.iterator().next();
      var data = "x".repeat(1_000_000);
      await().until(() -> !stream.send("flood", data));
      await().until(() -> streams.open() == 0);
    }
  }

  @Test
  void manyAreOpenAtOnceButNotTooMany() throws Exception {
    for (int i = 0; i < MOST - 10; i++) open();
    await().until(() -> streams.open() == MOST - 10);
    var refused = connect();
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).contains("10");
    refused.body().close();
    assertThat(streams.open()).isEqualTo(MOST - 10);
    shop.streams.forEach(stream -> stream.send("all", "hello"));
    for (var body : bodies) {
      assertThat(next(new BufferedReader(new InputStreamReader(body, UTF_8))))
          .isEqualTo("event: all");
    }
    server.close();
    await().until(() -> streams.open() == 0);
  }

  /// Each from another network of one customer.
  @Test
  void networksOfOneCustomerAreOneClient() throws Exception {
    try (var few =
        server(new EventStreams(new EventStreams.Limits(100, 3, Duration.ofMillis(200))))) {
      for (int i = 0; i < 4; i++) {
        var uri = URI.create("http://127.0.0.1:" + few.port() + "/shop/stream");
        var from = "2001:db8:7:" + i + "::1";
        var request = HttpRequest.newBuilder(uri).header("X-Forwarded-For", from).build();
        var answer = client.send(request, BodyHandlers.ofInputStream());
        bodies.add(answer.body());
        assertThat(answer.statusCode()).isEqualTo(i < 3 ? 200 : 503);
      }
    }
  }

  @Test
  void pagesOfOneProjectTakeNoMoreThanHalf() throws Exception {
    try (var few =
        server(new EventStreams(new EventStreams.Limits(7, 100, Duration.ofMillis(200))))) {
      for (int i = 0; i < 5; i++) {
        assertThat(connect(few, "?project=1").statusCode()).isEqualTo(i < 4 ? 200 : 503);
      }
      for (int i = 0; i < 3; i++) {
        assertThat(connect(few, "?project=2").statusCode()).isEqualTo(200);
      }
    }
  }

  private HttpResponse<InputStream> connect(HttpServer server, String query) throws Exception {
    var uri = URI.create("http://127.0.0.1:" + server.port() + "/shop/stream" + query);
    var answer = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofInputStream());
    bodies.add(answer.body());
    return answer;
  }

  private static HttpServer server(EventStreams streams) {
    return new HttpServer(
            new HttpServer.Settings(
                "127.0.0.1",
                0,
                10_000,
                PathAliases.none(),
                false,
                Duration.ofSeconds(5),
                HttpServer.ConnectionLimits.DEFAULT),
            List.of(new ShopFront(streams)),
            new ClientAddress(List.of(Cidr.parse("127.0.0.1/32"))),
            new RateLimiter(new RateLimiter.Limit(0, 1)),
            new Health(List::of),
            new Metrics(List.of()),
            streams)
        .start();
  }

  private BufferedReader open() throws Exception {
    var answer = connect();
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/event-stream");
    bodies.add(answer.body());
    return new BufferedReader(new InputStreamReader(answer.body(), UTF_8));
  }

  private HttpResponse<InputStream> connect() throws Exception {
    var uri = URI.create("http://127.0.0.1:" + server.port() + "/shop/stream");
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofInputStream());
  }

  /// The next line that is neither a heartbeat nor empty.
  private static String next(BufferedReader lines) throws IOException {
    for (; ; ) {
      var line = lines.readLine();
      if (line == null || !(line.isEmpty() || line.equals(":"))) return line;
    }
  }
}
