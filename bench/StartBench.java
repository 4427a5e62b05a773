package coffer.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// `start`: from the launcher being called to the server being ready, its watch set loaded.
final class StartBench {
  private static final int WATCHED = 100_000;
  private static final double BAR = 2.5;

  private StartBench() {}

  static Result run(Bench.Settings settings) throws Exception {
    var time = Instant.now().getEpochSecond();
    var more = new LinkedHashMap<String, Object>();
    prepare();
    try (var environment = BenchEnvironment.open();
        var node = Node.Remote.start(EvmBlocks.Kind.TOKENS, 0, time)) {
      var port = BenchServer.freePort();
      var chain = BenchEnvironment.chain(node.port(), true, "");
      var first = environment.config(Optional.empty(), port, chain);
      try (var server = BenchServer.start(first, port, settings)) {
        WaitUntil.until(Duration.ofSeconds(20), () -> StreamsBench.started(environment));
        Seed.template(environment, server, "USDT");
        new Seed(environment.db).addresses(0, WATCHED);
      }
      environment.db.close();
      environment.postgres.close();
      var config = environment.config(BenchEnvironment.EMBEDDED, port, chain);
      var seconds = new double[Rounds.COUNT];
      for (int i = 0; i < Rounds.COUNT; i++) seconds[i] = start(environment, config, port, more);
      var figure = Rounds.median(seconds);
      more.put("watched", WATCHED);
      return Result.less(figure, "s", BAR, more);
    }
  }

  /// The cache of classes is made by the first start; that one is not what is measured.
  private static void prepare() throws Exception {
    var help = new ProcessBuilder(launcher(), "serve", "--help");
    if (help.redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() != 0) {
      throw new IllegalStateException("the launcher fails");
    }
  }

  private static String launcher() {
    return Path.of(System.getProperty("coffer.home"), "coffer").toString();
  }

  private static double start(
      BenchEnvironment environment, Path config, int port, LinkedHashMap<String, Object> more)
      throws Exception {
    var began = System.nanoTime();
    try (var child = Child.run(List.of(launcher(), "serve", "--config", config.toString()))) {
      WaitUntil.until(Duration.ofSeconds(60), () -> ready(child, port));
      var took = (System.nanoTime() - began) / 1e9;
      Thread.sleep(Duration.ofSeconds(3));
      var idle = child.megabytes();
      load(environment, port);
      more.put("rss_idle", idle);
      more.put("rss_load", child.megabytes());
      more.put("rss_postgres", environment.postgresMegabytes());
      System.out.printf("ready after %.2f s, %.0f MB idle%n", took, idle);
      return took;
    }
  }

  private static boolean ready(Child child, int port) {
    if (!child.alive()) throw new IllegalStateException("the server ended");
    try (var line = new HttpLine(port)) {
      if (line.ask(HttpLine.get("/health/ready")).status() != 200) return false;
      var watched = line.ask(HttpLine.get("/metrics")).text().lines();
      return watched
          .filter(each -> each.startsWith("coffer_watched_addresses{family=\"evm\"}"))
          .anyMatch(each -> Double.parseDouble(each.split(" ")[1]) >= WATCHED);
    } catch (java.io.IOException _) {
      return false;
    }
  }

  /// Something to do, so that the memory is that of work.
  private static void load(BenchEnvironment environment, int port) throws Exception {
    try (var line = new HttpLine(port)) {
      for (int i = 0; i < 2000; i++) {
        line.ask(
            HttpLine.post(
                "/coffer/v1/invoices",
                environment.headers("load-" + System.nanoTime()),
                BenchEnvironment.order("USDT")));
      }
    }
  }
}
