package coffer.dialects;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.api.ApiClient;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import tools.jackson.databind.JsonNode;

/// Stands between a program and the server, and remembers what the one asked and the other
/// answered: many a sample prints nothing.
final class Relay implements AutoCloseable {
  private static final Set<String> OF_A_CONNECTION =
      Set.of("connection", "content-length", "host", "expect", "upgrade", "transfer-encoding");

  /// One request with its answer.
  record Exchange(String method, String path, HttpResponse<byte[]> answer) {
    int status() {
      return answer.statusCode();
    }

    JsonNode json() {
      return ApiClient.MAPPER.readTree(answer.body());
    }

    @Override
    public String toString() {
      return method + " " + path + ": " + status() + " " + new String(answer.body(), UTF_8);
    }
  }

  private final HttpServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final BlockingQueue<Exchange> exchanges = new LinkedBlockingQueue<>();
  private final String target;

  /// @param target the server's address, without a slash at the end
  Relay(String target) {
    this.target = target;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::pass);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// What has passed since it was asked last.
  List<Exchange> passed() {
    var all = new java.util.ArrayList<Exchange>();
    exchanges.drainTo(all);
    return all;
  }

  private void pass(HttpExchange exchange) throws IOException {
    try (exchange) {
      var asked = exchange.getRequestURI();
      var request =
          HttpRequest.newBuilder(URI.create(target + asked))
              .method(
                  exchange.getRequestMethod(),
                  BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
      exchange
          .getRequestHeaders()
          .forEach(
              (name, values) -> {
                if (ends(name)) values.forEach(value -> request.header(name, value));
              });
      var answer = client.send(request.build(), BodyHandlers.ofByteArray());
      exchanges.add(new Exchange(exchange.getRequestMethod(), asked.toString(), answer));
      answer
          .headers()
          .map()
          .forEach(
              (name, values) -> {
                if (ends(name)) exchange.getResponseHeaders().put(name, values);
              });
      var body = answer.body();
      exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Whether a header is for whoever stands at the end.
  private static boolean ends(String name) {
    return !name.startsWith(":") && !OF_A_CONNECTION.contains(name.toLowerCase(Locale.ROOT));
  }

  @Override
  public void close() {
    server.stop(0);
    client.close();
  }
}
