package coffer.api.onchainpay;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.api.ApiClient;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;

/// A merchant's program that receives webhooks. It answers 200 and "ok".
public final class OnchainPayInbox implements AutoCloseable {
  private final HttpServer server;
  private final List<Letter> letters = new CopyOnWriteArrayList<>();

  public OnchainPayInbox() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::take);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  /// @param box one of several, which are told apart by their path
  public String url(String box) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + box;
  }

  public record Letter(String box, Headers headers, String body) {
    public JsonNode json() {
      return ApiClient.MAPPER.readTree(body);
    }
  }

  /// What one box received, in the order of arrival.
  public List<Letter> letters(String box) {
    return letters.stream().filter(letter -> letter.box.equals(box)).toList();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      var box = exchange.getRequestURI().getPath().substring(1);
      letters.add(new Letter(box, exchange.getRequestHeaders(), body));
      var answer = "ok".getBytes(UTF_8);
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
