package coffer.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.ApiClient;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/// The merchant's side of webhooks that are signed by `X-Signature`, without any of our code.
final class SignedHooks implements AutoCloseable {
  private final HttpServer server;
  private final List<JsonNode> told = new CopyOnWriteArrayList<>();
  private final List<String> unsigned = new CopyOnWriteArrayList<>();
  private final List<String> secrets = new CopyOnWriteArrayList<>();

  SignedHooks() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
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

  /// @param secret as the merchant was told it, `whsec_` included
  void trust(String secret) {
    secrets.add(secret);
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = exchange.getRequestBody().readAllBytes();
      var headers = exchange.getRequestHeaders();
      var signature = String.valueOf(headers.getFirst("X-Signature"));
      boolean good =
          secrets.stream().anyMatch(secret -> hmac(secret, body).equals(signature))
              && headers.containsKey("webhook-signature")
              && "application/json".equals(headers.getFirst("Content-Type"));
      if (good) told.add(ApiClient.MAPPER.readTree(body));
      else unsigned.add(new String(body, UTF_8));
      var answer = "{\"status\":\"ok\"}".getBytes(UTF_8);
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private static String hmac(String secret, byte[] body) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What was told of an invoice, in the order of arrival.
  List<JsonNode> of(String invoice) {
    return told.stream().filter(b -> b.path("invoice_id").asString("").equals(invoice)).toList();
  }

  List<String> statuses(String invoice) {
    return of(invoice).stream().map(body -> body.path("status").asString()).toList();
  }

  /// Waits until exactly these were told, each with a signature that is right. Two that are under
  /// way at once may overtake each other.
  void await(String invoice, String... statuses) {
    Awaitility.await("told of " + invoice)
        .untilAsserted(() -> assertThat(statuses(invoice)).containsExactlyInAnyOrder(statuses));
    assertThat(unsigned).isEmpty();
  }

  JsonNode last(String invoice) {
    return of(invoice).getLast();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
