package coffer.faults;

import coffer.db.TestDb;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// kill -9 of the server at random moments. What it answered is there; what it was doing is done
/// once or not at all; what it owed is paid by its successor.
@Faults
class KilledServerFlowTest {
  @TempDir private Path folder;

  @Test
  void nothingIsLostOrDoneTwiceWhenTheServerIsKilled() throws Exception {
    var run = Run.of(4);
    int kills = 0;
    int port = Site.port();
    try (var site = new Site(TestDb.address(), folder)) {
      var config = site.config(port);
      var merchant = new Merchant(List.of("http://127.0.0.1:" + port), site.key);
      var server = ServerProcess.start(config, port, site.log(port)).awaitReady();
      try {
        site.awaitChains();
        run.begin();
        var traffic = Traffic.start(merchant, site.inbox, 8, run.seed);
        while (kills < 2 || run.goesOn()) {
          merchant.awaitAnswers(run.random.nextInt(150));
          server.kill();
          kills++;
          // Half the time its leases are still held when the next one comes.
          if (run.random.nextBoolean()) site.minutePasses();
          server = ServerProcess.start(config, port, site.log(port)).awaitReady();
        }
        Settling.settle(run, site, merchant, traffic, true, kills + " kills of the server");
      } finally {
        server.kill();
      }
    }
  }
}
