package coffer.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The merchant's side of webhooks, by the Standard Webhooks rules and without any of our code.
final class Hooks implements AutoCloseable {
  private final HttpServer server;
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();
  private final List<String> unsigned = new CopyOnWriteArrayList<>();
  private volatile String secret = "";

  Hooks() {
    try {
      var local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      server = HttpServer.create(local, 100);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::take);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  /// @param secret as `admin webhook secret` prints it
  void trust(String secret) {
    this.secret = secret;
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      var headers = exchange.getRequestHeaders();
      var signed =
          headers.getFirst("webhook-id") + "." + headers.getFirst("webhook-timestamp") + "." + body;
      if (signature(signed).equals(headers.getFirst("webhook-signature"))) {
        events.add(JsonMapper.shared().readTree(body));
      } else {
        unsigned.add(body);
      }
      exchange.sendResponseHeaders(204, -1);
    }
  }

  private String signature(String text) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      var key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What was told of an invoice, in the order of arrival.
  List<JsonNode> of(String invoice) {
    return events.stream()
        .filter(
            event ->
                invoice.equals(event.at("/data/invoice/id").asString(""))
                    || invoice.equals(event.at("/data/payment/invoice").asString("")))
        .toList();
  }

  List<String> types(String invoice) {
    return of(invoice).stream().map(event -> event.get("type").asString()).toList();
  }

  /// Waits until an event of that type was told, with a signature that is right.
  JsonNode await(String invoice, String type) {
    Awaitility.await(type + " of " + invoice).until(() -> types(invoice).contains(type));
    assertThat(unsigned).isEmpty();
    return of(invoice).stream()
        .filter(event -> event.get("type").asString().equals(type))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
