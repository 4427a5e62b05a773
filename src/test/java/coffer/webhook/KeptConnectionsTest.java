package coffer.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.core.Cidr;
import coffer.webhook.WebhookClient.Times;
import coffer.webhook.WebhookResponse.Answered;
import coffer.webhook.WebhookResponse.Silent;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/// When a connection may serve more than one request, and when it must not.
class KeptConnectionsTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  /// What names lead to; 127.0.0.1 may be sent to, nothing else.
  private final Map<String, String> names = new ConcurrentHashMap<>();

  private final List<String> lookups = new CopyOnWriteArrayList<>();
  private final WebhookClient client = client(new Times(LONG, LONG, LONG));

  @Test
  void requestsToOneHostShareAConnection() throws Exception {
    try (var shop = Receiver.keeping((_, out) -> out.write(Receiver.response(200, "ok")))) {
      for (int i = 0; i < 5; i++) assertThat(post("a.example", shop, i)).isEqualTo(200);
      assertThat(shop.connections).hasValue(1);
      assertThat(lookups).containsExactly("a.example");
    }
  }

  @Test
  void anotherHostOrPortIsAnotherConnectionAndJudged() throws Exception {
    names.put("inner.example", "127.0.0.2");
    try (var shop = Receiver.keeping((_, out) -> out.write(Receiver.response(200, "ok")));
        var second = Receiver.keeping((_, out) -> out.write(Receiver.response(200, "ok")))) {
      assertThat(post("a.example", shop, 1)).isEqualTo(200);
      assertThat(post("b.example", shop, 2)).isEqualTo(200);
      assertThat(shop.connections).hasValue(2);
      assertThat(shop.requests.getLast().headers())
          .containsEntry("host", "b.example:" + shop.port());
      assertThat(post("a.example", second, 3)).isEqualTo(200);
      assertThat(second.connections).hasValue(1);
      assertThat(send(client, "inner.example", shop, 4))
          .isEqualTo(new Silent("the host has no public address"));
      assertThat(shop.connections).hasValue(2);
    }
  }

  @Test
  void aNameThatLeadsInsideByNowIsRefusedWithTheNextConnection() throws Exception {
    try (var inner = Receiver.at("127.0.0.2", (_, out) -> out.write(Receiver.response(200, "in")));
        var shop = Receiver.keeping(answeringAllBut(Set.of("3")))) {
      assertThat(post("a.example", shop, 1)).isEqualTo(200);
      names.put("a.example", "127.0.0.2");
      assertThat(post("a.example", shop, 2)).isEqualTo(200);
      assertThat(send(client, "a.example", shop, 3))
          .isEqualTo(new Silent("the host has no public address"));
      assertThat(send(client, "a.example", inner, 4))
          .isEqualTo(new Silent("the host has no public address"));
      assertThat(shop.connections).hasValue(1);
      assertThat(inner.connections).hasValue(0);
    }
  }

  @Test
  void aConnectionThatWasIdleForItsTimeIsClosed() throws Exception {
    var brief = client(new Times(LONG, Duration.ofMillis(100), LONG));
    try (var shop = Receiver.keeping((_, out) -> out.write(Receiver.response(200, "ok")))) {
      send(brief, "a.example", shop, 1);
      await().until(() -> shop.open() == 0);
      send(brief, "a.example", shop, 2);
      assertThat(shop.connections).hasValue(2);
    }
  }

  @Test
  void aConnectionOfAgeSaysSoAndIsClosedAfterThatRequest() throws Exception {
    var aged = client(new Times(LONG, LONG, Duration.ZERO));
    try (var shop = Receiver.keeping((_, out) -> out.write(Receiver.response(200, "ok")))) {
      for (int i = 0; i < 4; i++) send(aged, "a.example", shop, i);
      assertThat(shop.connections).hasValue(2);
      assertThat(shop.requests.stream().map(r -> r.headers().get("connection")))
          .containsExactly("Keep-Alive", "close", "Keep-Alive", "close");
    }
  }

  @Test
  void whatMeetsABrokenKeptConnectionIsSentOnceMoreAndMayComeTwiceUnderOneId() throws Exception {
    var broken = ConcurrentHashMap.<String>newKeySet();
    try (var shop =
        Receiver.keeping(
            (request, out) -> {
              // It took the request, and dies before it answers.
              if (request.id().equals("2") && broken.add("2")) throw new IOException("gone");
              out.write(Receiver.response(200, "ok"));
            })) {
      assertThat(post("a.example", shop, 1)).isEqualTo(200);
      assertThat(post("a.example", shop, 2)).isEqualTo(200);
      assertThat(shop.requests.stream().map(Receiver.Request::id)).containsExactly("1", "2", "2");
      assertThat(shop.requests.get(1).body()).isEqualTo(shop.requests.get(2).body());
      assertThat(shop.connections).hasValue(2);
    }
  }

  @Test
  void itIsNotSentAThirdTimeAndNothingIsSentAgainOnANewConnection() throws Exception {
    try (var shop = Receiver.keeping(answeringAllBut(Set.of("2", "3")))) {
      assertThat(post("a.example", shop, 1)).isEqualTo(200);
      assertThat(send(client, "a.example", shop, 2)).isInstanceOf(Silent.class);
      assertThat(send(client, "a.example", shop, 3)).isInstanceOf(Silent.class);
      assertThat(shop.requests.stream().map(Receiver.Request::id))
          .containsExactly("1", "2", "2", "3");
    }
  }

  private static Receiver.Handler answeringAllBut(Set<String> ids) {
    return (request, out) -> {
      if (ids.contains(request.id())) throw new IOException("gone");
      out.write(Receiver.response(200, "ok"));
    };
  }

  private int post(String host, Receiver receiver, int id) {
    return ((Answered) send(client, host, receiver, id)).status();
  }

  private static WebhookResponse send(
      WebhookClient client, String host, Receiver receiver, int id) {
    var url = "http://" + host + ":" + receiver.port() + "/";
    var headers = Map.of("webhook-id", String.valueOf(id));
    return client.post(url, headers, "application/json", ("{" + id + "}").getBytes(UTF_8));
  }

  private WebhookClient client(Times times) {
    return new WebhookClient(
        List.of(Cidr.parse("127.0.0.1/32")),
        Optional.empty(),
        "1",
        host -> {
          lookups.add(host);
          return new InetAddress[] {InetAddress.ofLiteral(names.getOrDefault(host, "127.0.0.1"))};
        },
        times);
  }
}
