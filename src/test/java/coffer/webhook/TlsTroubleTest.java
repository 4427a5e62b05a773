package coffer.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.Cidr;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a merchant reads of a receiver whose TLS is not right: no names of Java's classes.
class TlsTroubleTest {
  private static final char[] PASSWORD = "password".toCharArray();
  @TempDir private Path folder;
  private final WebhookClient client = new WebhookClient(List.of(Cidr.parse("127.0.0.0/8")), "1");

  private String reason(int port) {
    var reply =
        client.post("https://127.0.0.1:" + port + "/", Map.of(), "text/plain", "x".getBytes(UTF_8));
    var error = ((WebhookResponse.Silent) reply).error();
    assertThat(error).doesNotContain("Exception", "sun.", "java", "PKIX", "SSL");
    return error;
  }

  @Test
  void aCertificateThatNobodySigned() throws Exception {
    try (var server = server()) {
      Thread.ofPlatform().daemon().start(() -> shakeHands(server));
      assertThat(reason(server.getLocalPort()))
          .startsWith("TLS: its certificate is not signed by an authority");
    }
  }

  @Test
  void aReceiverWithoutTls() throws Exception {
    try (var plain = Receiver.greeting(Receiver.response(400, "what?"))) {
      assertThat(reason(plain.port()))
          .isEqualTo("TLS: the receiver does not speak TLS at this port");
    }
  }

  private static void shakeHands(SSLServerSocket server) {
    try (var socket = server.accept()) {
      socket.getOutputStream().write(1);
    } catch (IOException _) {
      // The client does not want us.
    }
  }

  private SSLServerSocket server() throws Exception {
    var file = folder.resolve("keys.p12");
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var made =
        new ProcessBuilder(
                List.of(
                    keytool,
                    "-genkeypair",
                    "-alias",
                    "self",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=shop",
                    "-keystore",
                    file.toString(),
                    "-storepass",
                    new String(PASSWORD)))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start()
            .waitFor();
    assertThat(made).as(() -> read(folder.resolve("keytool.log"))).isZero();
    var store = KeyStore.getInstance(file.toFile(), PASSWORD);
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    var factory = context.getServerSocketFactory();
    return (SSLServerSocket) factory.createServerSocket(0, 10, InetAddress.getLoopbackAddress());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.getMessage();
    }
  }
}
