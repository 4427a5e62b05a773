package coffer.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.webhook.WebhookSecret;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/// The merchant's side of webhooks. It remembers what came, and what should not have been.
final class Inbox implements AutoCloseable {
  /// One event at one place.
  record Note(UUID event, String path) {}

  private final HttpServer server;
  private final WebhookSecret secret;
  private final Map<Note, String> bodies = new ConcurrentHashMap<>();
  private final Map<Note, AtomicInteger> arriving = new ConcurrentHashMap<>();
  private final List<String> problems = new CopyOnWriteArrayList<>();
  private final List<String> overlaps = new CopyOnWriteArrayList<>();
  final AtomicInteger taken = new AtomicInteger();

  /// How long it takes to read a webhook, at most.
  volatile int slowness = 10;

  private Inbox(HttpServer server, WebhookSecret secret) {
    this.server = server;
    this.secret = secret;
  }

  static Inbox open(WebhookSecret secret) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 500);
    var inbox = new Inbox(server, secret);
    server.createContext("/", inbox::take);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    return inbox;
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = exchange.getRequestBody().readAllBytes();
      var headers = exchange.getRequestHeaders();
      var event = UUID.fromString(headers.getFirst("webhook-id"));
      var at = Instant.ofEpochSecond(Long.parseLong(headers.getFirst("webhook-timestamp")));
      var note = new Note(event, exchange.getRequestURI().getPath());
      if (!secret.sign(event, at, body).equals(headers.getFirst("webhook-signature"))) {
        problems.add("wrong signature: " + note);
      }
      var text = new String(body, UTF_8);
      var before = bodies.putIfAbsent(note, text);
      if (before != null && !before.equals(text)) {
        problems.add("told twice, differently: " + note + "\n  " + before + "\n  " + text);
      }
      var present = arriving.computeIfAbsent(note, _ -> new AtomicInteger());
      if (present.incrementAndGet() > 1) overlaps.add("sent by two at once: " + note);
      Run.sleep(ThreadLocalRandom.current().nextInt(slowness));
      present.decrementAndGet();
      taken.incrementAndGet();
      exchange.sendResponseHeaders(204, -1);
    }
  }

  Set<Note> notes() {
    return Set.copyOf(bodies.keySet());
  }

  List<String> problems() {
    return List.copyOf(problems);
  }

  /// Deliveries that were under way twice at the same time. After a kill -9 that may be: the dead
  /// server's request is still being read when its successor begins.
  List<String> overlaps() {
    return List.copyOf(overlaps);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
