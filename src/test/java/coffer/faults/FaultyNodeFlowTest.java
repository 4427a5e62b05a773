package coffer.faults;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.app.TestNode;
import coffer.db.TestDb;
import coffer.testnet.Anvil;
import coffer.testnet.FaultyNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real node's chain, read through endpoints of which two fail and lie at random, and one follows
/// a branch of its own, while it reorganizes.
@Faults
class FaultyNodeFlowTest {
  private enum Fault {
    LATENCY,
    RESET,
    TOO_MANY,
    BROKEN,
    TRUNCATED,
    DOWN,
    STALE,
    HIDDEN_LOGS,
    HIDDEN_RANGES,
    SIBLING_LOGS,
    OTHER_CHAIN,
    NARROW
  }

  @TempDir private Path folder;
  private final EnumMap<Fault, Integer> faults = new EnumMap<>(Fault.class);

  @Test
  void nodesThatFailAndLieAreNotBelieved() throws Exception {
    var run = Run.of(5);
    int port = Site.port();
    try (var chain = new NodeChain();
        var fork = Anvil.start("--fork-url", chain.anvil.url(), "--slots-in-an-epoch", "1");
        var one = FaultyNode.before(chain.anvil.url());
        var two = FaultyNode.before(chain.anvil.url());
        var site = new Site(TestDb.address(), folder, Optional.of(chain))) {
      site.endpoints = List.of(one.url(), two.url(), fork.url());
      try (var _ = TestNode.start(site.config(port))) {
        site.awaitChains();
        run.begin();
        var merchant = new Merchant(List.of("http://127.0.0.1:" + port), site.key);
        var traffic = Traffic.start(merchant, site.inbox, 2, run.seed);
        var payer = NodeTraffic.start(merchant, chain, run.seed);
        while (run.goesOn()) {
          fail(List.of(one, two).get(run.random.nextInt(2)), chain.anvil, run.random);
          if (run.random.nextInt(3) == 0) fork.mine(1);
          Run.sleep(run.random.nextInt(400));
          if (run.random.nextBoolean()) one.heal();
          if (run.random.nextBoolean()) two.heal();
        }
        one.heal();
        two.heal();
        payer.close();
        payer.bury();
        var title =
            "%s; %d payments at the node, %d reorgs of it"
                .formatted(faults, payer.paid.get(), payer.reorgs.get());
        Settling.settle(run, site, merchant, traffic, true, title);
        assertThat(Oracle.count(site.db, BOOKED)).as("payments booked").isPositive();
      }
    }
  }

  private static final String BOOKED =
      """
      SELECT count(*) AS n FROM movement m JOIN chain c ON c.id = m.chain_id
      WHERE c.name = 'anvil' AND m.status = 'confirmed'
      """;

  private void fail(FaultyNode node, Anvil anvil, Random random) {
    var fault = Fault.values()[random.nextInt(Fault.values().length)];
    faults.merge(fault, 1, Integer::sum);
    switch (fault) {
      case LATENCY -> node.latency(Duration.ofMillis(random.nextInt(300)));
      case RESET -> node.reset(1 + random.nextInt(3));
      case TOO_MANY -> node.fail(429, 1 + random.nextInt(5));
      case BROKEN -> node.fail(500, 1 + random.nextInt(3));
      case TRUNCATED -> node.truncate(1 + random.nextInt(3));
      case DOWN -> node.down();
      case STALE -> node.headAt(Math.max(0, anvil.height() - random.nextInt(8)));
      case HIDDEN_LOGS -> node.hideLogs();
      case HIDDEN_RANGES -> node.hideLogsOfRanges();
      case SIBLING_LOGS -> node.siblingLogs();
      case OTHER_CHAIN -> node.chainId(5);
      case NARROW -> node.rangeLimit(2);
    }
  }
}
