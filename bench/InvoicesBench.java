package coffer.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// `invoices`: how many invoices a second, each quoted at once and committed to disk.
final class InvoicesBench {
  private static final int CONNECTIONS = 32;
  private static final String PATH = "/coffer/v1/invoices";
  private static final byte[] BODY = BenchEnvironment.order("USDT");

  /// Before the clock starts: until then the server is mostly being compiled.
  private static final Duration WARM_UP = Duration.ofSeconds(45);

  private InvoicesBench() {}

  static Result run(Bench.Settings settings) throws Exception {
    try (var environment = BenchEnvironment.open();
        var node = Node.Remote.start(EvmBlocks.Kind.TOKENS, 0, 1_800_000_000)) {
      var port = BenchServer.freePort();
      var config =
          environment.config(
              Optional.empty(), port, BenchEnvironment.chain(node.port(), false, ""));
      var more = new LinkedHashMap<String, Object>();
      double figure;
      double limit;
      try (var server = BenchServer.start(config, port, settings)) {
        WaitUntil.until(Duration.ofSeconds(20), () -> started(environment));
        Seed.template(environment, server, "USDT");
        var written = new BareInvoice(environment);
        var slice = settings.slice(16);
        load(environment, port, WARM_UP, new Latencies());
        written.load(CONNECTIONS, WARM_UP.dividedBy(6));
        var latencies = new Latencies();
        var medians =
            Rounds.of(
                "invoices",
                "a second",
                () ->
                    costed(
                        environment,
                        server,
                        latencies,
                        more,
                        () -> load(environment, port, slice, latencies)),
                () -> written.load(CONNECTIONS, slice));
        figure = medians.figure();
        limit = medians.limit();
        more.put("p50_ms", latencies.millis(0.5));
        more.put("p99_ms", latencies.millis(0.99));
        if (settings.rows() > 0) large(settings, environment, port, written, figure, more);
      }
      count(environment, node.port(), settings, more);
      return Result.more(figure, "invoices/s", limit, more);
    }
  }

  /// The same with many invoices there already.
  private static void large(
      Bench.Settings settings,
      BenchEnvironment environment,
      int port,
      BareInvoice written,
      double figure,
      Map<String, Object> more)
      throws Exception {
    var seed = new Seed(environment.db);
    for (int from = 0; from < settings.rows(); from += 250_000) {
      seed.invoices(from, Math.min(settings.rows(), from + 250_000), true);
    }
    seed.analyze();
    load(environment, port, WARM_UP.dividedBy(9), new Latencies());
    var latencies = new Latencies();
    var medians =
        Rounds.of(
            "invoices beside " + settings.rows(),
            "a second",
            () -> load(environment, port, settings.slice(16), latencies),
            () -> written.load(CONNECTIONS, settings.slice(16)));
    more.put("rows", settings.rows());
    more.put("figure_at_rows", medians.figure());
    more.put("limit_at_rows", medians.limit());
    more.put("p99_ms_at_rows", latencies.millis(0.99));
    more.put("kept_percent", 100 * medians.figure() / figure);
    more.put("lists_p99_ms", Lists.measure(environment, port));
  }

  /// Besides, what processor time one invoice takes: that does not depend on what else runs here.
  private static double costed(
      BenchEnvironment environment,
      BenchServer server,
      Latencies latencies,
      Map<String, Object> more,
      Rounds.Measure load)
      throws Exception {
    var count = latencies.count();
    var ours = server.process.cpuMillis();
    var theirs = environment.postgresCpuMillis();
    var own = Child.cpuMillis(ProcessHandle.current());
    var figure = load.get();
    var made = latencies.count() - count;
    more.put("server_cpu_ms", (server.process.cpuMillis() - ours) / made);
    more.put("postgres_cpu_ms", (environment.postgresCpuMillis() - theirs) / made);
    more.put("load_cpu_ms", (Child.cpuMillis(ProcessHandle.current()) - own) / made);
    return figure;
  }

  private static boolean started(BenchEnvironment environment) {
    return environment
        .db
        .tx(tx -> tx.one("SELECT 1 AS one FROM cursor", row -> row.integer("one")))
        .isPresent();
  }

  private static double load(
      BenchEnvironment environment, int port, Duration time, Latencies latencies) throws Exception {
    return Load.run(
        CONNECTIONS,
        time,
        latencies,
        _ -> {
          var line = new HttpLine(port);
          return new Load.Worker() {
            @Override
            public void once() throws Exception {
              post(environment, line);
            }

            @Override
            public void close() throws java.io.IOException {
              line.close();
            }
          };
        });
  }

  private static void post(BenchEnvironment environment, HttpLine line) throws Exception {
    var request = HttpLine.post(PATH, environment.headers(UUID.randomUUID().toString()), BODY);
    var answer = line.ask(request);
    if (answer.status() != 201) throw new IllegalStateException(answer.text());
  }

  /// Statements and round trips of one invoice, counted on the wire between the server and its
  /// database; what the server asks in the background is taken off.
  private static void count(
      BenchEnvironment environment, int node, Bench.Settings settings, Map<String, Object> more)
      throws Exception {
    var invoices = 500;
    var address = environment.postgres.address().url();
    var database = Integer.parseInt(address.replaceAll(".*:([0-9]+)/.*", "$1"));
    try (var counter = new WireCounter(database)) {
      var port = BenchServer.freePort();
      var url = address.replace(":" + database + "/", ":" + counter.port() + "/");
      var config =
          environment.config(
              Optional.of(url), port, BenchEnvironment.chain(node, false, "poll = \"30s\""));
      var plain = new Bench.Settings(settings.seconds(), settings.rows(), "");
      try (var _ = BenchServer.start(config, port, plain);
          var line = new HttpLine(port)) {
        for (int i = 0; i < 300; i++) post(environment, line);
        var before = counter.counts();
        var began = System.nanoTime();
        for (int i = 0; i < invoices; i++) post(environment, line);
        var took = System.nanoTime() - began;
        var busy = counter.counts().minus(before);
        before = counter.counts();
        Thread.sleep(Duration.ofNanos(took));
        var idle = counter.counts().minus(before);
        var one = busy.minus(idle);
        more.put("statements", one.statements() / (double) invoices);
        more.put("round_trips", one.roundTrips() / (double) invoices);
        System.out.printf(
            Locale.ROOT,
            "each invoice: %.2f statements, %.2f round trips%n",
            one.statements() / (double) invoices,
            one.roundTrips() / (double) invoices);
      }
    }
  }
}
