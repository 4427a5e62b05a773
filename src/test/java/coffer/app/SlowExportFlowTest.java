package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.coffer.Copies;
import coffer.core.user.Role;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Readers that stop reading an export hold no connection of the database.
final class SlowExportFlowTest {
  /// More than the server has connections to its database.
  private static final int READERS = 24;

  @AutoClose private static final Storefront front = Storefront.withoutLimits();

  @Test
  void slowReadersHoldNoConnectionOfTheDatabase() throws IOException {
    front.bill("5", Map.of("order_id", "one"), "USDT:tron");
    Copies.fill(front.base().db());
    var project =
        front
            .base()
            .db()
            .<String>tx(
                tx ->
                    tx.only(
                        "SELECT p.public_id FROM project p JOIN invoice i ON i.project_id = p.id LIMIT 1",
                        row -> row.uuid("public_id").toString()));
    var owner = new CabinetPeople(front).person(Stall.on(front), Role.OWNER);
    var path = "/cabinet/p/" + project + "/invoices.csv";
    var readers = new ArrayList<Socket>();
    try {
      for (int i = 0; i < READERS; i++) readers.add(begin(path, owner));
      for (int i = 0; i < 3; i++) owner.get("/cabinet/p/" + project).is(200);
      assertThat(openTransactions()).isEmpty();
    } finally {
      for (var reader : readers) reader.close();
    }
  }

  /// Sends the request and reads the first bytes of the answer.
  private static Socket begin(String path, CabinetBrowser owner) throws IOException {
    var server = URI.create(front.url());
    var socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(new java.net.InetSocketAddress(server.getHost(), server.getPort()));
    socket.setSoTimeout(30_000);
    var request =
        "GET %s HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\n\r\n"
            .formatted(path, server.getAuthority(), owner.cookies());
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    var begin = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
    assertThat(begin).isEqualTo("HTTP/1.1 200");
    return socket;
  }

  private static List<String> openTransactions() {
    return front
        .base()
        .db()
        .tx(
            tx ->
                tx.list(
                    """
                    SELECT query FROM pg_stat_activity WHERE datname = current_database()
                      AND state LIKE 'idle in transaction%' AND state_change < now() - interval '2 seconds'
                    """,
                    row -> row.text("query")));
  }
}
