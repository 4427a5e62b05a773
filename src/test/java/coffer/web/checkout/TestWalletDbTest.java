package coffer.web.checkout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.World;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Status;
import coffer.db.Db;
import coffer.db.TestDb;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// The test wallet over HTTP: what it does, and how often.
final class TestWalletDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  @AutoClose private final World world = new World(DATABASE);
  private final Chain chain = world.chain("ethereum");
  private final Asset usdt = world.asset(chain, "USDT");
  private final Asset eth = world.asset(chain, "ETH");
  private final CheckoutServer server = new CheckoutServer(world);
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    server.close();
    client.close();
  }

  @Test
  void exactlyWhatIsDueIsPaid() throws Exception {
    var invoice = world.invoice("9", "EUR", usdt);
    assertThat(act(invoice, "exact").statusCode()).isEqualTo(303);
    assertThat(act(invoice, "mine").statusCode()).isEqualTo(303);
    world.scan(chain);
    assertThat(world.view(invoice).standing().seen()).isEqualTo(900_000_000L);
  }

  @Test
  void whatIsNotPossibleChangesNothing() throws Exception {
    var unquoted = world.invoice("9", "EUR", usdt, eth);
    var invoice = world.invoice("9", "EUR", usdt);
    for (var act : new String[] {"mine", "reorg", "steal", ""}) {
      assertThat(act(invoice, act).statusCode()).as(act).isEqualTo(303);
    }
    assertThat(act(unquoted, "exact").statusCode()).isEqualTo(303);
    world.scan(chain);
    assertThat(world.view(invoice).standing().status()).isEqualTo(Status.OPEN);
    assertThat(world.view(invoice).payments()).isEmpty();
    assertThat(world.view(unquoted).payments()).isEmpty();
  }

  @Test
  void oneClientActsSixtyTimesAMinute() throws Exception {
    var invoice = world.invoice("9", "EUR", usdt);
    for (int i = 0; i < 60; i++) assertThat(act(invoice, "none").statusCode()).isEqualTo(303);
    assertThat(act(invoice, "exact").statusCode()).isEqualTo(429);
  }

  private HttpResponse<String> act(InvoiceView invoice, String act) throws Exception {
    var uri = "http://127.0.0.1:" + server.port() + "/pay/" + invoice.id() + "/test";
    var request =
        HttpRequest.newBuilder(URI.create(uri))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("act=" + URLEncoder.encode(act, UTF_8)));
    return client.send(request.build(), BodyHandlers.ofString());
  }
}
