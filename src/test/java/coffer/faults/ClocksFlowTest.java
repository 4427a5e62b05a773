package coffer.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.app.TestNode;
import coffer.db.EmbeddedPostgres;
import coffer.db.ServerFolder;
import coffer.db.TestDb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clocks that are ten minutes ahead, ten minutes behind, and step from one to the other.
@Faults
class ClocksFlowTest {
  private static final int WRONG = 600;
  private static final String NOW = "SELECT extract(epoch FROM clock_timestamp())::bigint AS n";

  private static final Duration KEPT = Duration.ofSeconds(6);
  private static final LongSupplier MACHINE = () -> System.currentTimeMillis() / 1000;

  @TempDir private Path folder;

  @Test
  void aServerWhoseMachineIsWrongDoesNoHarm() throws Exception {
    var time = FakeTime.orSkip(folder);
    var run = Run.of(4);
    int good = Site.port();
    int wrong = Site.port();
    try (var site = new Site(TestDb.address(), folder);
        var _ = TestNode.start(site.config(good));
        var process =
            ServerProcess.start(site.config(wrong), wrong, site.log(wrong), time.environment())) {
      site.inbox.slowness = 100;
      process.awaitReady();
      site.awaitChains();
      run.begin();
      var urls = List.of("http://127.0.0.1:" + good, "http://127.0.0.1:" + wrong);
      var merchant = new Merchant(urls, site.key);
      var traffic = Traffic.start(merchant, site.inbox, 6, run.seed);
      int steps = steps(run, time, merchant);
      var title = steps + " steps of one server's clock";
      Settling.settle(run, site, merchant, traffic, false, title);
      assertThat(site.inbox.overlaps()).as("seed %d", run.seed).isEmpty();
    }
  }

  /// It is the one clock of all servers. Back and forth, and in the end ahead: what is due at a
  /// time that was stepped back from waits until then.
  @Test
  void theClockOfTheDatabaseMayStep() throws Exception {
    var run = Run.of(4);
    try (var home = new ServerFolder()) {
      var time = FakeTime.orSkip(home.postgres());
      fake(home.postgres(), time);
      int port = Site.port();
      var postgres = EmbeddedPostgres.start(home.postgres(), new EmbeddedPostgres.Options());
      try (var site = new Site(postgres.owner(), folder);
          var _ = TestNode.start(site.config(port))) {
        site.awaitChains();
        run.begin();
        var merchant = new Merchant(List.of("http://127.0.0.1:" + port), site.key);
        var traffic = Traffic.start(merchant, site.inbox, 6, run.seed);
        int steps = steps(run, time, merchant);
        time.set(2 * WRONG);
        await().until(() -> Oracle.count(site.db, NOW) - MACHINE.getAsLong() > WRONG);
        var title = steps + " steps of the database's clock";
        Settling.settle(run, site, merchant, traffic, true, title);
      } finally {
        postgres.close();
      }
    }
  }

  /// Each is kept until servers must have looked at the clock, which they do every five seconds.
  private static int steps(Run run, FakeTime time, Merchant merchant) throws IOException {
    int steps = 0;
    for (; steps < 2 || run.goesOn(); steps++) {
      time.set(List.of(WRONG, -WRONG, 0).get(steps % 3));
      long until = System.nanoTime() + KEPT.toNanos();
      while (System.nanoTime() < until) merchant.awaitAnswers(10);
    }
    return steps;
  }

  /// Puts a script in the place of `postgres`.
  private static void fake(Path home, FakeTime time) throws IOException {
    Path link;
    try (var all = Files.list(home)) {
      link = all.filter(Files::isSymbolicLink).findFirst().orElseThrow();
    }
    var real = Files.readSymbolicLink(link);
    Files.delete(link);
    var bin = Files.createDirectories(link.resolve("bin"));
    for (var name : List.of("unpacked", "lib", "share")) {
      Files.createSymbolicLink(link.resolve(name), real.resolve(name));
    }
    Files.createSymbolicLink(bin.resolve("initdb"), real.resolve("bin/initdb"));
    var settings =
        time.environment().entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue())
            .collect(Collectors.joining(" "));
    var script = "#!/bin/sh\n%s exec %s/bin/postgres \"$@\"\n".formatted(settings, real);
    Files.writeString(bin.resolve("postgres"), script);
    var everybody = PosixFilePermissions.fromString("rwxr-xr-x");
    for (var path : List.of(link, bin, bin.resolve("postgres"))) {
      Files.setPosixFilePermissions(path, everybody);
    }
  }
}
