package coffer.faults;

import static org.awaitility.Awaitility.await;

import coffer.app.TestNode;
import coffer.db.EmbeddedPostgres;
import coffer.db.ServerFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// kill -9 of PostgreSQL, as it is shipped: what was acknowledged is there when it is back, and the
/// server goes on by itself.
@Faults
class KilledDatabaseFlowTest {
  @TempDir private Path folder;
  private final ServerFolder home = new ServerFolder();
  private final EmbeddedPostgres postgres =
      EmbeddedPostgres.start(home.postgres(), new EmbeddedPostgres.Options());

  @AfterEach
  void remove() throws IOException {
    postgres.close();
    home.close();
  }

  @Test
  void nothingIsLostOrDoneTwiceWhenPostgresIsKilled() throws Exception {
    var run = Run.of(3);
    int kills = 0;
    long longest = 0;
    int port = Site.port();
    try (var proxy = new PgProxy(PgProxy.port(postgres.address()));
        var site = new Site(proxy.before(postgres.owner()), folder);
        var _ = TestNode.start(site.config(port))) {
      site.awaitChains();
      run.begin();
      var merchant = new Merchant(List.of("http://127.0.0.1:" + port), site.key);
      var traffic = Traffic.start(merchant, site.inbox, 6, run.seed);
      for (; kills < 2 || run.goesOn(); kills++) {
        merchant.awaitAnswers(run.random.nextInt(150));
        kill(run.random.nextBoolean());
        proxy.target(PgProxy.port(postgres.address()));
        var back = System.nanoTime();
        await().pollInterval(Duration.ofMillis(50)).until(() -> ServerProcess.ready(port));
        longest = Math.max(longest, Duration.ofNanos(System.nanoTime() - back).toMillis());
      }
      var title = "%d kills of PostgreSQL, %d ms until the server went on, at most";
      Settling.settle(run, site, merchant, traffic, true, title.formatted(kills, longest));
    }
  }

  /// @param all the processes that serve connections, too, or their parent alone
  private void kill(boolean all) {
    long pid = postgres.pid();
    var parent = ProcessHandle.of(pid).orElseThrow();
    var children = parent.descendants().toList();
    parent.destroyForcibly();
    if (all) children.forEach(ProcessHandle::destroyForcibly);
    await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> postgres.pid() != pid);
  }
}
