package coffer.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.app.TestNode;
import coffer.db.Db;
import coffer.db.EmbeddedPostgres;
import coffer.db.ServerFolder;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// PostgreSQL's disk is full: it refuses, or stops. When there is room again, and PostgreSQL runs,
/// all that was acknowledged is there, and the server goes on by itself.
@Faults
class FullDiskFlowTest {
  private static final EmbeddedPostgres.Options OPTIONS =
      new EmbeddedPostgres.Options(
          Map.of("max_wal_size", "48MB", "min_wal_size", "32MB", "shared_buffers", "16MB"),
          null,
          EmbeddedPostgres.Owner.ORDINARY);

  @TempDir private Path folder;

  @Test
  void nothingIsLostWhenTheDiskIsFull() throws Exception {
    var run = Run.of(3);
    try (var home = new ServerFolder();
        var disk = SmallDisk.over(home.postgres(), 200)) {
      var postgres = EmbeddedPostgres.start(home.postgres(), OPTIONS);
      var password = postgres.owner().password();
      int port = Site.port();
      int times = 0;
      int stops = 0;
      try (var proxy = new PgProxy(PgProxy.port(postgres.address()));
          var site = new Site(proxy.before(postgres.owner()), folder);
          var _ = TestNode.start(site.config(port))) {
        site.awaitChains();
        run.begin();
        var merchant = new Merchant(List.of("http://127.0.0.1:" + port), site.key);
        var traffic = Traffic.start(merchant, site.inbox, 6, run.seed);
        for (; times < 2 || run.goesOn(); times++) {
          merchant.awaitAnswers(50 + run.random.nextInt(100));
          disk.fill();
          int refused = merchant.repeated.get();
          await()
              .atMost(Duration.ofSeconds(60))
              .until(() -> merchant.repeated.get() > refused + 20);
          disk.free();
          if (stopped(postgres)) {
            stops++;
            postgres.close();
            postgres = EmbeddedPostgres.start(home.postgres(), OPTIONS);
            keepPassword(postgres, password);
            proxy.target(PgProxy.port(postgres.address()));
          }
          await().atMost(Duration.ofSeconds(30)).until(() -> ServerProcess.ready(port));
        }
        var title =
            "%d times no room, of which PostgreSQL stopped %d times".formatted(times, stops);
        Settling.settle(run, site, merchant, traffic, true, title);
        assertThat(times).isGreaterThan(1);
      } finally {
        postgres.close();
      }
    }
  }

  /// Every start draws new passwords, and the server under test knows the one of before.
  private static void keepPassword(EmbeddedPostgres postgres, String password) {
    try (var db = Db.open(postgres.owner(), 1)) {
      var user = postgres.owner().user();
      db.run(tx -> tx.update("ALTER ROLE %s PASSWORD '%s'".formatted(user, password)));
    }
  }

  /// Its postmaster ends when even the log of a recovery has no room.
  private static boolean stopped(EmbeddedPostgres postgres) {
    try {
      return ProcessHandle.of(postgres.pid()).isEmpty();
    } catch (UncheckedIOException | NoSuchElementException _) {
      // Its file of the process id is gone, or is being written: it has just ended.
      return true;
    }
  }
}
