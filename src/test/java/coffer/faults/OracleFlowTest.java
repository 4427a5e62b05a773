package coffer.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.app.TestNode;
import coffer.db.TestDb;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An oracle that finds nothing must be one that would have found something.
@Faults
class OracleFlowTest {
  @TempDir private Path folder;

  @Test
  void seesWhatIsWrong() throws Exception {
    var run = Run.of(1);
    int port = Site.port();
    try (var site = new Site(TestDb.address(), folder)) {
      var merchant = new Merchant(List.of("http://127.0.0.1:" + port), site.key);
      try (var _ = TestNode.start(site.config(port))) {
        site.awaitChains();
        var traffic = Traffic.start(merchant, site.inbox, 6, run.seed);
        Settling.settle(run, site, merchant, traffic, false, "nothing broken");
      }
      var oracle = new Oracle(site, merchant);
      breaks(site, oracle, "payment: chain says", "sandbox_output SET units = units + 1");
      breaks(site, oracle, "payment: chain says", "sandbox_output SET units = units - 1");
      breaks(site, oracle, "account ", "account SET balance = balance + 1");
      breaks(site, oracle, "has events", "invoice SET version = version + 1");
      breaks(site, oracle, "it should be settled", "invoice SET status = 'open'");
      breaks(site, oracle, "acknowledged and lost", "sandbox_tx SET txid = txid || '0'");
      breaks(site, oracle, "nobody was told of", "invoice SET public_id = gen_random_uuid()");
      breaks(site, oracle, "due", "delivery SET status = 'due', ended_at = NULL");
      breaks(site, oracle, "told of, lost", "event SET public_id = gen_random_uuid()");
    }
  }

  /// In a transaction that is not kept.
  private static void breaks(Site site, Oracle oracle, String told, String change) {
    assertThat(oracle.problems()).isEmpty();
    assertThatThrownBy(
            () ->
                site.db.run(
                    tx -> {
                      tx.update("ALTER TABLE account DISABLE TRIGGER account_kept");
                      tx.update("UPDATE " + change);
                      throw new Found(oracle.problems(tx));
                    }))
        .isInstanceOfSatisfying(
            Found.class,
            found -> assertThat(found.problems).anyMatch(problem -> problem.contains(told)));
  }

  private static final class Found extends RuntimeException {
    private final transient List<String> problems;

    Found(List<String> problems) {
      this.problems = problems;
    }
  }
}
