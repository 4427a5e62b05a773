package coffer.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.db.TestDb;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Servers are upgraded one after the other: the first new one migrates the database beside those
/// of the version before.
@Faults
class OutdatedServerFlowTest {
  @TempDir private Path folder;

  @Test
  void aServerThatIsTooOldGivesItsPlaceToTheNewerOne() throws Exception {
    int port = Site.port();
    try (var site = new Site(TestDb.address(), folder)) {
      var log = site.log(port);
      try (var server = ServerProcess.start(site.config(port), port, log).awaitReady()) {
        await().until(() -> count(site, "lease") > 0);
        TestDb.migrateFurther(site.db);
        assertThat(server.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(server.process().exitValue()).isEqualTo(1);
      }
      assertThat(count(site, "lease")).as("the new server need not wait for them").isZero();
      assertThat(count(site, "server")).isZero();
      assertThat(Files.readString(log))
          .contains(
              "a newer version brought the schema of the database to 999, and this version knows",
              "this server ends, start the newer version in its place");
    }
  }

  private static long count(Site site, String table) {
    return site.db.tx(tx -> tx.only("SELECT count(*) AS n FROM " + table, row -> row.number("n")));
  }
}
