package coffer.api.coinvoice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.ApiClient;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/// Where a merchant's program takes webhooks, and checks them without any of our code.
public final class CoinVoiceInbox implements AutoCloseable {
  private final HttpServer server;
  private final List<Letter> letters = new CopyOnWriteArrayList<>();

  public CoinVoiceInbox() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::take);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  /// @param name of one box among several
  public String url(String name) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name;
  }

  /// What came in one request.
  public record Letter(String name, Headers headers, String body) {
    public JsonNode json() {
      return ApiClient.MAPPER.readTree(body);
    }

    String header(String name) {
      return headers.getFirst(name);
    }

    /// Fails unless both signatures are right.
    ///
    /// @param secret `whsec_...`
    public Letter signedWith(String secret) {
      assertThat(header("X-Signature"))
          .isEqualTo("sha256=" + HexFormat.of().formatHex(hmac(secret.getBytes(UTF_8), body)));
      assertThat(header("X-Timestamp")).matches("[0-9]{10}");
      var key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
      var signed = header("webhook-id") + "." + header("webhook-timestamp") + "." + body;
      assertThat(header("webhook-signature"))
          .isEqualTo("v1," + Base64.getEncoder().encodeToString(hmac(key, signed)));
      assertThat(header("Content-Type")).isEqualTo("application/json");
      return this;
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      var name = exchange.getRequestURI().getPath().substring(1);
      letters.add(new Letter(name, exchange.getRequestHeaders(), body));
      exchange.sendResponseHeaders(204, -1);
    }
  }

  /// What one box has of an invoice.
  public List<Letter> of(String name, String invoice) {
    return letters.stream()
        .filter(letter -> letter.name.equals(name))
        .filter(letter -> letter.json().path("invoice_uid").asString("").equals(invoice))
        .toList();
  }

  /// Waits until one box has something of an invoice.
  public Letter await(String name, String invoice) {
    Awaitility.await(name + " of " + invoice).until(() -> !of(name, invoice).isEmpty());
    return of(name, invoice).getFirst();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
