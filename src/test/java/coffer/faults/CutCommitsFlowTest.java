package coffer.faults;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.app.TestNode;
import coffer.db.TestDb;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// The connection to PostgreSQL breaks at each COMMIT in turn: before it, in the middle of it, and
/// when it is done but nobody was told. Whatever the server made of it, the books are right.
@EnabledIfSystemProperty(named = "faults.seconds", matches = "\\d+")
class CutCommitsFlowTest {
  @TempDir private Path folder;

  @Test
  void every_commit_may_be_cut_off() throws Exception {
    var run = Run.of(12);
    var address = TestDb.address();
    int port = Site.port();
    try (var site = new Site(address, folder);
        var proxy = new PgProxy(PgProxy.port(address))) {
      var url = proxy.before(address).url();
      try (var node = TestNode.start(site.config(port, url))) {
        site.awaitChains();
        run.begin();
        var merchant = new Merchant(List.of("http://127.0.0.1:" + node.port()), site.key);
        var traffic = Traffic.start(merchant, site.inbox, 6, run.seed);
        var made = cut(run, proxy);
        var title = "%d commits, cut off: %s".formatted(proxy.commits.get(), made);
        Settling.settle(run, site, merchant, traffic, true, title);
        assertThat(made.values()).as("cuts of each kind").hasSize(3).allMatch(n -> n > 2);
      }
    }
  }

  /// The first COMMIT, the second one after that, the third one after that, ... each way in turn.
  private static EnumMap<PgProxy.Cut, Integer> cut(Run run, PgProxy proxy) {
    var made = new EnumMap<PgProxy.Cut, Integer>(PgProxy.Cut.class);
    for (int i = 0; run.goesOn(); i++) {
      var kind = PgProxy.Cut.values()[i % 3];
      proxy.arm(1 + i / 3 % 40, kind);
      while (run.goesOn() && !proxy.done()) Run.sleep(5);
      if (proxy.done()) made.merge(kind, 1, Integer::sum);
    }
    return made;
  }
}
