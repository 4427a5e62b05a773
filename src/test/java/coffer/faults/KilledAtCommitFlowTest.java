package coffer.faults;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.db.TestDb;
import coffer.faults.PgProxy.Blow;
import coffer.faults.PgProxy.Cut;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// kill -9 of the server at each kind of commit: when it has asked for it and PostgreSQL has not
/// heard, and when it is done and the server has not. A run that is long enough does each.
@Faults
class KilledAtCommitFlowTest {
  private static final int ALL = 180;

  @TempDir private Path folder;
  private final Moments moments = new Moments(Cut.BEFORE, Cut.AFTER);
  private final Semaphore struck = new Semaphore(0);
  private PgProxy proxy;
  private Path config;
  private Path log;
  private int port;
  private volatile ServerProcess server;

  @Test
  void noCommitIsABadMomentToDie() throws Exception {
    var run = Run.of(4);
    var address = TestDb.address();
    port = Site.port();
    try (var site = new Site(address, folder);
        var before = new PgProxy(PgProxy.port(address))) {
      proxy = before;
      config = site.config(port, proxy.before(address).url());
      log = site.log(port);
      starts();
      site.awaitChains();
      run.begin();
      var merchant = new Merchant(List.of("http://127.0.0.1:" + port), site.key);
      var traffic = Traffic.start(merchant, site.inbox, 8, run.seed);
      int kills = 2;
      for (; !moments.left().isEmpty() && (kills < 4 || run.goesOn()); kills++) {
        strike(run.random);
        if (run.random.nextBoolean()) site.minutePasses();
        start().awaitReady();
      }
      var title = kills + " kills of the server at " + moments;
      Settling.settle(run, site, merchant, traffic, true, title);
      if (run.seconds() >= ALL) assertThat(moments.left()).isEmpty();
    } finally {
      server.kill();
    }
  }

  /// There are commits that happen once, at the first start of all.
  private void starts() throws Exception {
    for (var cut : List.of(Cut.BEFORE, Cut.AFTER)) {
      proxy.arm(moments.only(CommitPoint.KEEP_RATES, cut, this::kill));
      start();
      assertThat(struck.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
    }
    start().awaitReady();
  }

  private ServerProcess start() throws IOException {
    server = ServerProcess.start(config, port, log);
    return server;
  }

  private void kill() {
    server.kill();
    struck.release();
  }

  private void strike(Random random) throws InterruptedException {
    if (strikes(moments.some(random, this::kill), 2)) return;
    if (strikes(moments.any(this::kill), 20)) return;
    server.kill();
  }

  private boolean strikes(Function<CommitPoint, Optional<Blow>> blow, int seconds)
      throws InterruptedException {
    proxy.arm(blow);
    if (struck.tryAcquire(seconds, TimeUnit.SECONDS)) return true;
    if (proxy.disarm()) return false;
    struck.acquire();
    return true;
  }
}
