package coffer.faults;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.app.TestNode;
import coffer.db.TestDb;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The connection to PostgreSQL breaks at each COMMIT in turn: before it, in the middle of it, and
/// when it is done but nobody was told. Whatever the server made of it, the books are right.
@Faults
class CutCommitsFlowTest {
  @TempDir private Path folder;

  @Test
  void everyCommitMayBeCutOff() throws Exception {
    var run = Run.of(5);
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
        var moments = new Moments(PgProxy.Cut.values());
        var made = cut(run, proxy, moments);
        proxy.disarm();
        var title = "%d commits, cut off: %s; %s".formatted(proxy.commits.get(), made, moments);
        Settling.settle(run, site, merchant, traffic, true, title);
        assertThat(made.values()).as("cuts of each kind").hasSize(3);
      }
    }
  }

  /// The first COMMIT, the second one after that, the third one after that, ... each way in turn;
  /// and in between those of a kind that was not cut off so yet, when one comes.
  private static EnumMap<PgProxy.Cut, Integer> cut(Run run, PgProxy proxy, Moments moments) {
    var made = new EnumMap<PgProxy.Cut, Integer>(PgProxy.Cut.class);
    for (int i = 0; run.goesOn(); i++) {
      var cut = PgProxy.Cut.values()[i % 3];
      if (i % 2 == 0) proxy.arm(1 + i / 3 % 40, cut);
      else proxy.arm(moments.some(run.random, () -> {}));
      for (int ms = 0; ms < 500 && run.goesOn() && !proxy.done(); ms += 5) Run.sleep(5);
      if (i % 2 == 0 && !proxy.disarm()) made.merge(cut, 1, Integer::sum);
    }
    return made;
  }
}
