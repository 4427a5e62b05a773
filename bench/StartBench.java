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
    try (var yard = Yard.open();
        var node = Node.Remote.start(Blocks.Kind.TOKENS, 0, time)) {
      var port = Serve.freePort();
      var chain = Yard.chain(node.port(), true, "");
      var first = yard.config(Optional.empty(), port, chain);
      try (var server = Serve.start(first, port, settings)) {
        Wait.until(Duration.ofSeconds(20), () -> StreamsBench.started(yard));
        Seed.template(yard, server, "USDT");
        new Seed(yard.db).addresses(0, WATCHED);
      }
      yard.db.close();
      yard.postgres.close();
      var config = yard.config(Yard.EMBEDDED, port, chain);
      var seconds = new double[Rounds.COUNT];
      for (int i = 0; i < Rounds.COUNT; i++) seconds[i] = start(yard, config, port, more);
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

  private static double start(Yard yard, Path config, int port, LinkedHashMap<String, Object> more)
      throws Exception {
    var began = System.nanoTime();
    try (var child = Child.run(List.of(launcher(), "serve", "--config", config.toString()))) {
      Wait.until(Duration.ofSeconds(60), () -> ready(child, port));
      var took = (System.nanoTime() - began) / 1e9;
      Thread.sleep(Duration.ofSeconds(3));
      var idle = child.megabytes();
      load(yard, port);
      more.put("rss_idle", idle);
      more.put("rss_load", child.megabytes());
      more.put("rss_postgres", yard.postgresMegabytes());
      System.out.printf("ready after %.2f s, %.0f MB idle%n", took, idle);
      return took;
    }
  }

  private static boolean ready(Child child, int port) {
    if (!child.alive()) throw new IllegalStateException("the server ended");
    try (var line = new Line(port)) {
      if (line.ask(Line.get("/health/ready")).status() != 200) return false;
      var watched = line.ask(Line.get("/metrics")).text().lines();
      return watched
          .filter(each -> each.startsWith("coffer_watched_addresses{family=\"evm\"}"))
          .anyMatch(each -> Double.parseDouble(each.split(" ")[1]) >= WATCHED);
    } catch (java.io.IOException _) {
      return false;
    }
  }

  /// Something to do, so that the memory is that of work.
  private static void load(Yard yard, int port) throws Exception {
    try (var line = new Line(port)) {
      for (int i = 0; i < 2000; i++) {
        line.ask(
            Line.post(
                "/coffer/v1/invoices",
                yard.headers("load-" + System.nanoTime()),
                Yard.order("USDT")));
      }
    }
  }
}
