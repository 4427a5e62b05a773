package coffer.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.app.TestNode;
import coffer.db.TestDb;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three servers on one database, restarted one after the other under traffic.
@Faults
class ThreeNodesFlowTest {
  private static final String ORDER =
      "{'amount': '12', 'currency': 'EUR', 'options': [{'asset': 'USDT', 'network': 'tron'}]}";

  @TempDir private Path folder;
  private final List<Integer> ports = new ArrayList<>();
  private final List<TestNode> nodes = new ArrayList<>();
  private Site site;

  @BeforeEach
  void open() throws Exception {
    site = new Site(TestDb.address(), folder);
    site.inbox.slowness = 100;
    for (int i = 0; i < 3; i++) {
      ports.add(Site.port());
      nodes.add(start(i));
    }
    site.awaitChains();
  }

  @AfterEach
  void close() {
    nodes.parallelStream().forEach(TestNode::close);
    site.close();
  }

  private TestNode start(int node) throws IOException {
    return TestNode.start(site.config(ports.get(node)));
  }

  private String url(int node) {
    return "http://127.0.0.1:" + ports.get(node);
  }

  @Test
  void rollingRestartsLoseNothingAndDoNothingTwice() throws Exception {
    var run = Run.of(5);
    var merchant = new Merchant(List.of(url(0), url(1), url(2)), site.key);
    var traffic = Traffic.start(merchant, site.inbox, 6, run.seed);
    var twins = new ArrayList<String>();
    int restarts = 0;
    for (; restarts < 3 || run.goesOn(); restarts++) {
      int node = restarts % 3;
      nodes.get(node).close();
      merchant.twins(run.random, "/invoices", ORDER, "/id").ifPresent(twins::add);
      nodes.set(node, start(node));
      merchant.twins(run.random, "/invoices", ORDER, "/id").ifPresent(twins::add);
    }
    Settling.settle(run, site, merchant, traffic, false, restarts + " restarts of three nodes");
    assertThat(twins).isEmpty();
    assertThat(site.inbox.overlaps()).as("seed %d", run.seed).isEmpty();
  }

  @Test
  void aLivePageSeesWhatAnotherNodeCommitted() throws Exception {
    var random = new Random();
    for (int node = 0; node < 3; node++) {
      var other = new Merchant(List.of(url((node + 1) % 3)), site.key);
      var third = new Merchant(List.of(url((node + 2) % 3)), site.key);
      var invoice = other.post(random, "/invoices", ORDER, "/id").get("/id");
      try (var page = new LivePage(ports.get(node), invoice)) {
        await().until(() -> page.stages().contains("waiting"));
        var pay = "{'invoice': '%s', 'mine': 1}".formatted(invoice);
        third.post(random, "/sandbox/pay", pay, "/txid");
        await().until(() -> page.stages().contains("confirming"));
        other.post(random, "/sandbox/mine", "{'network': 'tron', 'blocks': 5}", "/height");
        await().until(() -> page.stages().contains("paid"));
      }
    }
  }
}
