package coffer.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.app.TestNode;
import coffer.db.Db;
import coffer.db.EmbeddedPostgres;
import coffer.db.ServerFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The primary is killed and its synchronous standby promoted, while the URL names both: nothing
/// that was acknowledged is lost, and the server goes on by itself.
@Faults
class PromotedStandbyFlowTest {
  @TempDir private Path folder;
  private final ServerFolder home = new ServerFolder();
  private final EmbeddedPostgres primary = ServerFolder.superuser(home.postgres());

  @AfterEach
  void remove() throws IOException {
    primary.close();
    home.close();
  }

  @Test
  void nothingIsLostWhenTheStandbyTakesOver() throws Exception {
    var run = Run.of(3);
    int port = Site.port();
    try (var standby = Standby.of(primary, home.postgres());
        var site = new Site(both(standby), folder);
        var _ = TestNode.start(site.config(port))) {
      site.awaitChains();
      standby.awaitSynchronous(site.db);
      run.begin();
      var merchant = new Merchant(List.of("http://127.0.0.1:" + port), site.key);
      var traffic = Traffic.start(merchant, site.inbox, 6, run.seed);
      while (run.goesOn()) merchant.awaitAnswers(1 + run.random.nextInt(50));
      ServerFolder.leave(primary);
      var killed = ProcessHandle.of(primary.pid()).orElseThrow();
      var children = killed.descendants().toList();
      killed.destroyForcibly();
      children.forEach(ProcessHandle::destroyForcibly);
      standby.promote();
      var promoted = System.nanoTime();
      int before = merchant.answers();
      await().atMost(Duration.ofSeconds(30)).until(() -> merchant.answers() > before + 20);
      var back = Duration.ofNanos(System.nanoTime() - promoted).toMillis();
      Settling.settle(
          run,
          site,
          merchant,
          traffic,
          true,
          "a standby promoted, " + back + " ms until 20 answers");
      assertThat(Oracle.count(site.db, "SELECT pg_is_in_recovery()::int AS n")).isZero();
    }
  }

  private Db.Address both(Standby standby) {
    var one = primary.owner();
    var url =
        "jdbc:postgresql://127.0.0.1:%d,127.0.0.1:%d/postgres"
            .formatted(PgProxy.port(one), standby.port());
    return new Db.Address(url, one.user(), one.password());
  }
}
