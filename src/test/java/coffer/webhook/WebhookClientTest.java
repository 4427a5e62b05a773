package coffer.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.core.Cidr;
import coffer.webhook.WebhookResponse.Answered;
import coffer.webhook.WebhookResponse.Silent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookClientTest {
  private static final List<Cidr> ONE = List.of(Cidr.parse("127.0.0.1/32"));
  private static final Duration PATIENT = Duration.ofMinutes(1);
  private static final Duration BRIEF = Duration.ofMillis(500);

  private final WebhookClient client = client(InetAddress::getAllByName, PATIENT);
  private final WebhookClient brief = client(InetAddress::getAllByName, BRIEF);

  @Test
  void postsTheBodyAndKeepsTheStartOfTheAnswer() throws Exception {
    var answer = "ok\u0000\u001b[31m \u202e" + "é".repeat(2000);
    try (var shop = Receiver.of((_, out) -> out.write(Receiver.response(201, answer)))) {
      var reply = post(client, shop.url("/hook?x=1"));
      assertThat(reply).isInstanceOf(Answered.class);
      var start = ((Answered) reply).start();
      assertThat(((Answered) reply).status()).isEqualTo(201);
      assertThat(start).startsWith("ok  [31m  é").doesNotContain("\u0000");
      assertThat(start.getBytes(UTF_8).length).isBetween(990, 1010);
      var request = shop.requests.getFirst();
      assertThat(request.line()).isEqualTo("POST /hook?x=1 HTTP/1.1");
      assertThat(request.body()).isEqualTo("{\"é\":1}");
      assertThat(request.headers())
          .containsEntry("user-agent", "Coffer/1.2")
          .containsEntry("content-type", "application/json")
          .containsEntry("content-length", "8")
          .containsEntry("x-own", "yes");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void followsNoRedirect(int status) throws Exception {
    try (var inner = Receiver.answering(200);
        var shop = Receiver.answering(status, "Location: " + inner.url("/latest/meta-data"))) {
      assertThat(post(client, shop.url("/"))).isInstanceOf(Answered.class);
      assertThat(((Answered) post(client, shop.url("/"))).status()).isEqualTo(status);
      assertThat(inner.requests).isEmpty();
    }
  }

  @Test
  void triesOnceEvenWhereTheLibraryWouldTryAgain() throws Exception {
    try (var busy = Receiver.answering(503, "Retry-After: 0");
        var late = Receiver.answering(408);
        var closing = Receiver.of((_, _) -> {})) {
      assertThat(post(client, busy.url("/")))
          .isEqualTo(new Answered(503, "thanks", Optional.of("0"), false));
      assertThat(((Answered) post(client, late.url("/"))).status()).isEqualTo(408);
      assertThat(post(client, closing.url("/"))).isInstanceOf(Silent.class);
      assertThat(busy.requests).hasSize(1);
      assertThat(late.requests).hasSize(1);
      assertThat(closing.requests).hasSize(1);
    }
  }

  @Test
  void anAnswerOfAGigabyteIsCut() throws Exception {
    var written = new AtomicLong();
    try (var shop =
        Receiver.of(
            (_, out) -> {
              out.write("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n".getBytes(UTF_8));
              var chunk = "x".repeat(65536).getBytes(UTF_8);
              for (int i = 0; i < 16384; i++) {
                out.write(chunk);
                written.addAndGet(chunk.length);
              }
            })) {
      var reply = (Answered) post(client, shop.url("/"));
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.start()).hasSize(1000);
      assertThat(written.get()).isLessThan(64 << 20);
    }
  }

  @Test
  void anAnswerThatDripsIsCutAndHasStillAnswered() throws Exception {
    try (var shop =
        Receiver.of(
            (_, out) -> {
              out.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".getBytes(UTF_8));
              while (true) {
                out.write('x');
                out.flush();
                Thread.sleep(50);
              }
            })) {
      // Time enough for the first bytes; to drip the rest would take more than an hour.
      var some = client(InetAddress::getAllByName, Duration.ofSeconds(3));
      var reply = (Answered) post(some, shop.url("/"));
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.start()).startsWith("xx");
    }
  }

  @Test
  void headersThatDripOrNeverEndAreNoAnswer() throws Exception {
    try (var drip =
            Receiver.of(
                (_, out) -> {
                  out.write("HTTP/1.1 200 OK\r\n".getBytes(UTF_8));
                  while (true) {
                    out.write("X: y\r\n".getBytes(UTF_8));
                    out.flush();
                    Thread.sleep(50);
                  }
                });
        var flood =
            Receiver.of(
                (_, out) -> {
                  out.write("HTTP/1.1 200 OK\r\n".getBytes(UTF_8));
                  while (true) out.write(("X: " + "y".repeat(1000) + "\r\n").getBytes(UTF_8));
                })) {
      assertThat(post(brief, drip.url("/"))).isEqualTo(new Silent("no answer in time"));
      assertThat(post(client, flood.url("/"))).isInstanceOf(Silent.class);
    }
  }

  @Test
  void anAnswerAfterTheTimeIsNone() throws Exception {
    var given = new CountDownLatch(1);
    try (var shop =
        Receiver.of(
            (_, out) -> {
              given.await();
              out.write(Receiver.response(200, "late"));
            })) {
      assertThat(post(brief, shop.url("/"))).isEqualTo(new Silent("no answer in time"));
      given.countDown();
      assertThat(shop.requests).hasSize(1);
    }
  }

  @Test
  void aClosedPortIsRefusedAtOnce() {
    // Port 1 is none that the system hands out: nobody takes it meanwhile.
    assertThat(post(client, "http://127.0.0.1:1/"))
        .isEqualTo(new Silent("the connection was refused"));
  }

  @Test
  void aNameIsAskedOnceARequestAndJudgedEachTime() throws Exception {
    try (var inner = Receiver.at("127.0.0.2", (_, out) -> out.write(Receiver.response(200, "in")));
        var outer = Receiver.answering(200)) {
      var answers = answers("127.0.0.1", "127.0.0.2", "127.0.0.1");
      var lookups = new AtomicInteger();
      var rebound =
          client(
              _ -> {
                lookups.incrementAndGet();
                return new InetAddress[] {answers.remove()};
              },
              PATIENT);
      assertThat(post(rebound, "http://evil.example:" + outer.port() + "/"))
          .isInstanceOf(Answered.class);
      assertThat(lookups).hasValue(1);
      assertThat(post(rebound, "http://evil.example:" + inner.port() + "/"))
          .isEqualTo(new Silent("the host has no public address"));
      assertThat(lookups).hasValue(2);
      assertThat(inner.requests).isEmpty();
      assertThat(outer.requests.getFirst().headers())
          .containsEntry("host", "evil.example:" + outer.port());
    }
  }

  @Test
  void ofSeveralAddressesOnlyTheJudgedOnesAreUsed() throws Exception {
    try (var outer = Receiver.answering(200)) {
      var both =
          client(
              _ ->
                  new InetAddress[] {
                    InetAddress.ofLiteral("127.0.0.2"),
                    InetAddress.ofLiteral("::1"),
                    InetAddress.ofLiteral("127.0.0.1")
                  },
              PATIENT);
      assertThat(post(both, "http://two.example:" + outer.port() + "/"))
          .isInstanceOf(Answered.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:%d/",
        "http://127.0.0.1:%d/",
        "http://127.1:%d/",
        "http://2130706433:%d/",
        "http://0x7f000001:%d/",
        "http://[::ffff:127.0.0.1]:%d/",
        "http://0:%d/"
      })
  void loopbackIsNotReachedHoweverItIsSpelt(String url) throws Exception {
    var strict = new WebhookClient(List.of(), "1");
    try (var inner = Receiver.at("0.0.0.0", (_, out) -> out.write(Receiver.response(200, "in")))) {
      assertThat(post(strict, url.formatted(inner.port()))).isInstanceOf(Silent.class);
      assertThat(inner.requests).isEmpty();
    }
  }

  @Test
  void aSocketRefusesWhateverTheRestLetThrough() throws Exception {
    var sockets = new GuardedSockets(new AddressGuard(List.of(), new ServerAddresses()));
    try (var inner = Receiver.answering(200)) {
      var to = new InetSocketAddress("127.0.0.1", inner.port());
      assertThatThrownBy(() -> sockets.createSocket().connect(to))
          .isInstanceOf(AddressRefused.class);
      assertThatThrownBy(() -> sockets.createSocket("127.0.0.1", inner.port()))
          .isInstanceOf(AddressRefused.class);
    }
  }

  @Test
  void aNameServerThatNeverAnswersEndsWithTheCall() throws Exception {
    var never = new CountDownLatch(1);
    var stuck =
        client(
            _ -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return new InetAddress[0];
            },
            BRIEF);
    assertThat(post(stuck, "http://tarpit.example/")).isInstanceOf(Silent.class);
    never.countDown();
  }

  private static WebhookClient client(GuardedDns.Resolver resolver, Duration all) {
    var standard = WebhookClient.Times.STANDARD;
    var times = new WebhookClient.Times(all, standard.idle(), standard.old());
    return new WebhookClient(ONE, Optional.empty(), "1.2", resolver, times);
  }

  private static Queue<InetAddress> answers(String... addresses) {
    var queue = new ArrayDeque<InetAddress>();
    for (var address : addresses) queue.add(InetAddress.ofLiteral(address));
    return queue;
  }

  private static WebhookResponse post(WebhookClient client, String url) {
    return client.post(
        url, Map.of("X-Own", "yes"), "application/json", "{\"é\":1}".getBytes(UTF_8));
  }
}
