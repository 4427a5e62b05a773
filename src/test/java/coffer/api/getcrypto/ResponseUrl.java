package coffer.api.getcrypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
import tools.jackson.databind.json.JsonMapper;

/// The merchant's end of this API's webhooks, checked as a merchant would check them and without
/// any of our code.
public final class ResponseUrl implements AutoCloseable {
  private final HttpServer server;
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final List<String> forged = new CopyOnWriteArrayList<>();
  private volatile String secret = "";
  private volatile int status = 200;

  public ResponseUrl() {
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

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/response";
  }

  /// @param secret as `admin webhook secret` prints it
  public void trust(String secret) {
    this.secret = secret;
  }

  void answer(int status) {
    this.status = status;
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      var signature = exchange.getRequestHeaders().getFirst("X-Signature");
      (signature(body).equals(signature) ? told : forged).add(body);
      exchange.sendResponseHeaders(status, -1);
    }
  }

  private String signature(String text) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What was told of an order, each as it was sent.
  public List<String> of(String order) {
    assertThat(forged).isEmpty();
    return told.stream()
        .filter(body -> order.equals(read(body).at("/data/order_id").asString("")))
        .toList();
  }

  /// Waits until an order is told of.
  public String await(String order) {
    Awaitility.await("a webhook of " + order).until(() -> !of(order).isEmpty());
    return of(order).getFirst();
  }

  private static JsonNode read(String body) {
    return JsonMapper.shared().readTree(body);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
