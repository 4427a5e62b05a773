package coffer.chain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.junit.jupiter.api.Test;

/// What an operator reads of a node that does not answer: no names of Java's classes.
class ConnectionFailureTest {
  private final CountDownLatch end = new CountDownLatch(1);

  private interface Talk {
    void with(Socket client) throws Exception;
  }

  private String words(OkHttpClient http, String url) {
    var request = new Request.Builder().url(url).build();
    var met =
        catchThrowableOfType(
            IOException.class,
            () -> {
              try (var response = http.newCall(request).execute()) {
                response.body().bytes();
              }
            });
    var words = String.valueOf(ConnectionFailure.of(met, http).getMessage());
    assertThat(words).doesNotContain("Exception", "java", "127.0.0.1");
    return words;
  }

  private static OkHttpClient http(Duration patience) {
    return new OkHttpClient.Builder()
        .connectTimeout(Duration.ofSeconds(5))
        .callTimeout(patience)
        .build();
  }

  private String answered(String scheme, Duration patience, Talk talk) throws IOException {
    try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> talk(server, talk));
      return words(http(patience), scheme + "://127.0.0.1:" + server.getLocalPort() + "/");
    } finally {
      end.countDown();
    }
  }

  private static void talk(ServerSocket server, Talk talk) {
    while (!server.isClosed()) {
      try (var client = server.accept()) {
        client.getInputStream().read();
        talk.with(client);
      } catch (Exception _) {
        // The client has gone.
      }
    }
  }

  @Test
  void nothingListens() throws IOException {
    int port;
    try (var gone = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }
    assertThat(words(http(Duration.ofSeconds(9)), "http://127.0.0.1:" + port + "/"))
        .isEqualTo("the node refuses the connection");
  }

  @Test
  void aNameThatDoesNotExist() {
    var http =
        new OkHttpClient.Builder()
            .dns(
                host -> {
                  throw new UnknownHostException(host);
                })
            .build();
    assertThat(words(http, "http://node.example/")).isEqualTo("no such host");
  }

  @Test
  void itSaysNothing() throws IOException {
    assertThat(answered("http", Duration.ofSeconds(1), _ -> end.await()))
        .isEqualTo("no answer within 1 s");
  }

  @Test
  void itStopsInTheMiddle() throws IOException {
    assertThat(
            answered(
                "http",
                Duration.ofSeconds(9),
                client -> write(client, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")))
        .isIn(
            "the connection broke before the answer was complete", "the node's answer is not HTTP");
  }

  @Test
  void itSpeaksSomethingElse() throws IOException {
    assertThat(answered("http", Duration.ofSeconds(9), client -> write(client, "+PONG\r\n\r\n")))
        .isEqualTo("the node's answer is not HTTP");
  }

  @Test
  void itDoesNotSpeakTls() throws IOException {
    assertThat(
            answered(
                "https",
                Duration.ofSeconds(9),
                client -> write(client, "HTTP/1.1 400 Bad Request\r\n\r\n")))
        .isEqualTo("TLS: the node does not speak TLS at this port");
  }

  private static void write(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(UTF_8));
    client.getOutputStream().flush();
    client.shutdownOutput();
    while (client.getInputStream().read() >= 0) {}
  }
}
