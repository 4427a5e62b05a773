package coffer.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.core.Cidr;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients that take their time, over real sockets. All of them write or read now and then, so that
/// no idle timeout ends them.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class ConnectionsTest {
  private static final Duration SHORT = Duration.ofMillis(600);
  private static final Duration DRIP = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String JSON =
      " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{";

  private final EventStreams streams =
      new EventStreams(
          new EventStreams.Limits(10, 10, Duration.ofMillis(100), Duration.ofSeconds(2)));
  private final ShopFront shop = new ShopFront(streams);
  private final List<Socket> sockets = new ArrayList<>();
  private HttpServer server;
  private Metrics metrics;

  private void start(HttpServer.ConnectionLimits limits) {
    metrics = new Metrics(List.of(Cidr.parse("127.0.0.0/8")));
    server =
        new HttpServer(
                new HttpServer.Settings(
                    "127.0.0.1",
                    0,
                    10_000,
                    PathAliases.none(),
                    false,
                    Duration.ofSeconds(5),
                    limits),
                List.of(shop),
                new ClientAddress(List.of(Cidr.parse("127.0.0.9/32"))),
                new RateLimiter(new RateLimiter.Limit(0, 1)),
                new Health(List::of),
                metrics,
                streams)
            .start();
  }

  private void start(Duration head, Duration body, Duration answer) {
    start(new HttpServer.ConnectionLimits(100, 100, head, body, answer));
  }

  @AfterEach
  void close() throws IOException {
    for (var socket : sockets) socket.close();
    shop.slowMayEnd.countDown();
    server.close();
  }

  private Socket open(String from) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.bind(new java.net.InetSocketAddress(from, 0));
    socket.connect(new java.net.InetSocketAddress("127.0.0.1", server.port()));
    socket.setSoTimeout(60_000);
    sockets.add(socket);
    return socket;
  }

  private Socket open() throws IOException {
    return open("127.0.0.1");
  }

  private static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
  }

  private int connections() {
    var line =
        metrics.scrape().lines().filter(l -> l.startsWith("coffer_http_connections ")).findFirst();
    return (int) Double.parseDouble(line.orElseThrow().split(" ", 2)[1]);
  }

  /// Writes a byte every 50 ms until the server closes the connection.
  ///
  /// @return how long that took
  private static Duration drip(Socket socket) {
    var begun = System.nanoTime();
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(DRIP)
        .until(
            () -> {
              try {
                say(socket, "x");
                return false;
              } catch (IOException _) {
                return true;
              }
            });
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "GET /shop/me HTTP/1.1\r\n", "GET /shop/me HTTP/1.1\r\nHost: a\r\nX-Slow: "})
  void aDrippedHeadIsCutOff(String begin) throws Exception {
    start(SHORT, LONG, LONG);
    var socket = open();
    say(socket, begin);
    if (begin.isEmpty()) assertThat(socket.getInputStream().read()).isEqualTo(-1);
    else assertThat(drip(socket)).isBetween(SHORT.dividedBy(2), Duration.ofSeconds(30));
    await().until(() -> connections() == 0);
  }

  @Test
  void soIsADrippedHeadBehindAnAnswer() throws Exception {
    start(SHORT, LONG, LONG);
    var socket = open();
    say(socket, "GET /shop/me HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(socket.getInputStream().read()).isEqualTo('H');
    say(socket, "GET /shop/me HTTP/1.1\r\nHost: a\r\nX-Slow: ");
    drip(socket);
    await().until(() -> connections() == 0);
  }

  @Test
  void aDrippedBodyIsCutOff() throws Exception {
    start(LONG, SHORT, LONG);
    for (var path : List.of("/shop/orders", "/shop/form")) {
      var socket = open();
      say(socket, "POST " + path + JSON);
      assertThat(drip(socket)).isBetween(SHORT.dividedBy(2), Duration.ofSeconds(30));
    }
    await().until(() -> connections() == 0);
    assertThat(metrics.scrape()).doesNotContain("status=\"5");
  }

  /// The time of a handler is not the client's.
  @Test
  void aSlowHandlerIsNotCutOff() throws Exception {
    start(SHORT, SHORT, SHORT);
    var socket = open();
    say(socket, "GET /shop/slow HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assertThat(shop.slowBegun.await(60, TimeUnit.SECONDS)).isTrue();
    var cut = open(); // opened later, and cut off: so the time of the first one is over, too
    assertThat(cut.getInputStream().read()).isEqualTo(-1);
    shop.slowMayEnd.countDown();
    assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1)).endsWith("done");
  }

  @Test
  void anAnswerThatIsNotTakenIsCutOff() throws Exception {
    start(LONG, LONG, SHORT);
    var socket = open();
    say(socket, "GET /shop/large HTTP/1.1\r\nHost: a\r\n\r\n");
    var in = socket.getInputStream();
    assertThat(in.read()).isEqualTo('H');
    await().pollInterval(DRIP).until(() -> in.read() >= 0 && connections() == 0);
    assertThat(metrics.scrape()).doesNotContain("status=\"5");
  }

  @Test
  void aStreamLastsLongerThanAnAnswerAndHasAnEnd() throws Exception {
    start(LONG, LONG, SHORT);
    var socket = open();
    var begun = System.nanoTime();
    say(socket, "GET /shop/stream HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    socket.getInputStream().readAllBytes();
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(60));
    socket.close();
    await().until(() -> streams.open() == 0 && connections() == 0);
  }

  /// The client takes 2 MB as slowly as it may, so that the whole takes longer than an answer.
  @Test
  void aDownloadLastsLongerThanAnAnswerWhileItsPartsAreTaken() throws Exception {
    start(LONG, LONG, SHORT);
    var socket = open();
    var begun = System.nanoTime();
    say(socket, "GET /shop/download HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    var read = new AtomicLong();
    await()
        .pollInterval(DRIP)
        .until(
            () -> {
              var some = socket.getInputStream().readNBytes(40_000);
              return read.addAndGet(some.length) > 2_000_000 && some.length < 40_000;
            });
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(SHORT.multipliedBy(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"download", "download?seconds=1"})
  void aDownloadThatIsNotTakenOrTakesTooLongIsCutOff(String path) throws Exception {
    start(LONG, LONG, path.endsWith("1") ? LONG : SHORT);
    var socket = open();
    say(socket, "GET /shop/" + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(socket.getInputStream().read()).isEqualTo('H');
    await().until(() -> connections() == 0);
  }

  @Test
  void aStreamWhoseEventIsNotTakenIsCutOff() throws Exception {
    start(LONG, LONG, SHORT);
    var socket = open();
    say(socket, "GET /shop/stream HTTP/1.1\r\nHost: a\r\n\r\n");
    await().until(() -> shop.streams.size() == 1);
    shop.streams.iterator().next().send("flood", "x".repeat(20_000_000));
    await().until(() -> streams.open() == 0);
  }

  @Test
  void oneClientHasABoundedNumberOfConnections() throws Exception {
    start(new HttpServer.ConnectionLimits(100, 3, LONG, LONG, LONG));
    for (int i = 0; i < 3; i++) assertAnswers(open());
    assertThat(open().getInputStream().read()).isEqualTo(-1);
    assertAnswers(open("127.0.0.2"));
    // A proxy of ours speaks for many clients.
    for (int i = 0; i < 5; i++) assertAnswers(open("127.0.0.9"));
    sockets.getFirst().close();
    await().until(() -> connections() == 8);
    assertAnswers(open());
  }

  @Test
  void furtherConnectionsWaitUntilOneIsClosed() throws Exception {
    start(new HttpServer.ConnectionLimits(4, 100, LONG, LONG, LONG));
    for (int i = 0; i < 4; i++) assertAnswers(open());
    var waiting = open();
    say(waiting, "GET /shop/me HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(connections()).isEqualTo(4);
    sockets.getFirst().close();
    assertThat(waiting.getInputStream().read()).isEqualTo('H');
  }

  private static void assertAnswers(Socket socket) throws IOException {
    say(socket, "GET /shop/me HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(socket.getInputStream().read()).isEqualTo('H');
  }
}
