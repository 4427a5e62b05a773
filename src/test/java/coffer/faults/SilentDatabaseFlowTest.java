package coffer.faults;

import static org.awaitility.Awaitility.await;

import coffer.app.TestNode;
import coffer.db.PoolTimeouts;
import coffer.db.TestDb;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// All connections to the database fall silent under traffic, as when its machine loses its power
/// and another takes its address over. The server goes on by itself, after as long as it waits for
/// an answer, and nothing is lost or done twice.
@Faults
class SilentDatabaseFlowTest {
  private static final Duration LIMIT = PoolTimeouts.NODE.answer().plus(Duration.ofSeconds(15));

  @TempDir private Path folder;

  @Test
  void nothingIsLostWhenConnectionsFallSilent() throws Exception {
    var run = Run.of(1);
    int times = 0;
    long longest = 0;
    int port = Site.port();
    var address = TestDb.address();
    try (var hole = new BlackHole(address);
        var site = new Site(address, folder);
        var _ = TestNode.start(site.config(port, hole.before(address).url()))) {
      site.awaitChains();
      run.begin();
      var merchant = new Merchant(List.of("http://127.0.0.1:" + port), site.key);
      var traffic = Traffic.start(merchant, site.inbox, 6, run.seed);
      for (; times < 1 || run.goesOn(); times++) {
        merchant.awaitAnswers(50 + run.random.nextInt(100));
        hole.silence();
        var silent = System.nanoTime();
        int before = merchant.answers();
        await().atMost(LIMIT).until(() -> merchant.answers() > before + 20);
        longest = Math.max(longest, Duration.ofNanos(System.nanoTime() - silent).toMillis());
      }
      var title = "%d times silent, %d ms until 20 more answers, at most";
      Settling.settle(run, site, merchant, traffic, true, title.formatted(times, longest));
    }
  }
}
