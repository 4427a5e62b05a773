package coffer.app.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.webhook.WebhookSecret;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The merchant's webhook receiver: verifies the signature of each request.
public final class DemoReceiver implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int MAX_BODY_BYTES = 1 << 20;
  private static final int MOST = 1000;

  /// @param verified whether the signature matches the project's secret
  record Received(UUID id, String type, String signature, boolean verified, JsonNode body) {
    /// Id of the invoice that it is about; "" if it is about none.
    String invoice() {
      var data = body.path("data");
      var payment = data.at("/payment/invoice");
      return payment.isString() ? payment.asString() : data.at("/invoice/id").asString("");
    }
  }

  private final HttpServer server;
  /// The newest webhooks.
  private final Deque<Received> kept = new ConcurrentLinkedDeque<>();

  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>(MOST);
  private volatile Optional<WebhookSecret> secret = Optional.empty();

  private DemoReceiver(HttpServer server) {
    this.server = server;
  }

  public static DemoReceiver start() {
    try {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      var receiver = new DemoReceiver(HttpServer.create(address, 0));
      receiver.server.createContext("/webhook", receiver::take);
      receiver.server.createContext("/other", DemoReceiver::accept);
      receiver.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      receiver.server.start();
      return receiver;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/webhook";
  }

  /// Accepts webhooks of any format, unread.
  public String otherUrl() {
    return url().replace("/webhook", "/other");
  }

  private static void accept(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readNBytes(MAX_BODY_BYTES);
      exchange.sendResponseHeaders(200, -1);
    }
  }

  public void expect(WebhookSecret shopSecret) {
    secret = Optional.of(shopSecret);
  }

  /// The webhooks about an invoice, in the order in which they arrived. Of all webhooks, only the
  /// newest 1,000 are kept.
  List<Received> about(String invoice) {
    return kept.stream().filter(each -> each.invoice().equals(invoice)).toList();
  }

  BlockingQueue<Received> received() {
    return received;
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES);
      var headers = exchange.getRequestHeaders();
      var id = UUID.fromString(headers.getFirst("webhook-id"));
      var at = Instant.ofEpochSecond(Long.parseLong(headers.getFirst("webhook-timestamp")));
      var signature = headers.getFirst("webhook-signature");
      var verified = secret.map(key -> same(key.sign(id, at, body), signature)).orElse(false);
      var json = JSON.readTree(body);
      take(new Received(id, json.path("type").asString(), signature, verified, json));
      exchange.sendResponseHeaders(verified ? 204 : 400, -1);
    }
  }

  /// Keeps a webhook. When nobody takes from the queue and it is full, it is kept for pages only.
  private void take(Received webhook) {
    var _ = received.offer(webhook);
    kept.addLast(webhook);
    while (kept.size() > MOST) kept.pollFirst();
  }

  private static boolean same(String expected, String actual) {
    return MessageDigest.isEqual(expected.getBytes(UTF_8), actual.getBytes(UTF_8));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
