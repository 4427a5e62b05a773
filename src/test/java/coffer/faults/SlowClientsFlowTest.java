package coffer.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.app.TestNode;
import coffer.db.TestDb;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients that never come to an end of what they say, and clients that say two things at once.
@Faults
class SlowClientsFlowTest {
  private static final String ORDER =
      "{'amount': '12', 'currency': 'EUR', 'options': [{'asset': 'USDT', 'network': 'tron'}]}";

  @TempDir private Path folder;
  private Site site;
  private TestNode node;

  @BeforeEach
  void open() throws Exception {
    site = new Site(TestDb.address(), folder);
    node = TestNode.start(site.config(Site.port()));
    site.awaitChains();
  }

  @AfterEach
  void close() {
    node.close();
    site.close();
  }

  private Merchant merchant() {
    return new Merchant(List.of("http://127.0.0.1:" + node.port()), site.key);
  }

  private Socket say(String text) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), node.port());
    socket.setSoTimeout(20_000);
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
    return socket;
  }

  @Test
  void thousandsThatWaitInAHeaderOrABodyHoldUpNobody() throws Exception {
    var slow = new ArrayList<Socket>();
    try {
      for (int i = 0; i < 1250; i++) {
        slow.add(say("POST /coffer/v1/invoices HTTP/1.1\r\nHost: x\r\nX-Slow: "));
        slow.add(
            say(
                """
                POST /coffer/v1/invoices HTTP/1.1\r
                Host: x\r
                Authorization: Bearer %s\r
                Content-Type: application/json\r
                Content-Length: 1000\r
                \r
                {"""
                    .formatted(site.key)));
      }
      var merchant = merchant();
      var random = new Random();
      merchant.post(random, "/invoices", ORDER, "/id");
      var begun = System.nanoTime();
      for (int i = 0; i < 20; i++) {
        assertThat(merchant.post(random, "/invoices", ORDER, "/id").refused()).isFalse();
      }
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
      assertThat(merchant.repeated.get()).isZero();
    } finally {
      for (var socket : slow) socket.close();
    }
  }

  /// Two servers in a row that read such a request differently would take its end for another one.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: 5\r\nContent-Length: 40\r\n",
        "Content-Length: +5\r\n",
        "Content-Length: 5, 40\r\n",
        "Content-Length : 5\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding: chunked, identity\r\n"
      })
  void aLengthThatCanBeReadInTwoWaysEndsTheConnection(String lengths) throws Exception {
    var smuggled = "0\r\n\r\nGET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";
    try (var socket =
        say("POST /coffer/v1/invoices HTTP/1.1\r\nHost: x\r\n" + lengths + "\r\n" + smuggled)) {
      var answer = new ByteArrayOutputStream();
      socket.getInputStream().transferTo(answer);
      var text = answer.toString(ISO_8859_1);
      assertThat(text).startsWith("HTTP/1.1 4").doesNotContain("HTTP/1.1 200");
    }
    assertThat(merchant().post(new Random(), "/invoices", ORDER, "/id").refused()).isFalse();
  }
}
