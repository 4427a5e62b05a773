package coffer.http;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.operator.UserError;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A server that cannot listen says why.
final class ListenTest {
  @Test
  void aPortThatAnotherProgramUses() throws Exception {
    try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> listen("127.0.0.1", other.getLocalPort()))
          .isInstanceOf(UserError.class)
          .hasMessage(
              "cannot listen on 127.0.0.1:%d: another program uses that port",
              other.getLocalPort());
    }
  }

  @Test
  void anAddressOfAnotherMachine() {
    assertThatThrownBy(() -> listen("192.0.2.1", 8080))
        .hasMessage("cannot listen on 192.0.2.1:8080: this machine has no such address");
  }

  private static void listen(String address, int port) {
    var streams = new EventStreams(new EventStreams.Limits(1, 1, Duration.ofSeconds(15)));
    var settings =
        new HttpServer.Settings(
            address,
            port,
            1_000,
            PathAliases.none(),
            false,
            Duration.ofSeconds(1),
            HttpServer.ConnectionLimits.DEFAULT);
    new HttpServer(
            settings,
            List.of(),
            new ClientAddress(List.of()),
            new RateLimiter(new RateLimiter.Limit(0, 1)),
            new Health(List::of),
            new Metrics(List.of()),
            streams)
        .start();
  }
}
