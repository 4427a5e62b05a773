package coffer.bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/// `reads`: how many times a second shops may ask how an invoice stands, beside the bare query that
/// reads the same rows.
final class ReadsBench {
  private static final int CONNECTIONS = 32;
  private static final int INVOICES = 10_000;
  private static final Duration WARM_UP = Duration.ofSeconds(20);

  private static final String QUERY =
      """
      SELECT i.*, q.*, w.address, m.* FROM invoice i
      LEFT JOIN quote q ON q.invoice_id = i.id
      LEFT JOIN watched_address w ON w.id = q.address_id
      LEFT JOIN movement m ON m.invoice_id = i.id
      WHERE i.project_id = ? AND i.public_id = ?
      """;

  private ReadsBench() {}

  static Result run(Bench.Settings settings) throws Exception {
    try (var environment = BenchEnvironment.open();
        var node = Node.Remote.start(EvmBlocks.Kind.TOKENS, 0, 1_800_000_000)) {
      var port = BenchServer.freePort();
      var config =
          environment.config(
              Optional.empty(), port, BenchEnvironment.chain(node.port(), false, ""));
      try (var server = BenchServer.start(config, port, settings)) {
        WaitUntil.until(Duration.ofSeconds(20), () -> started(environment));
        Seed.template(environment, server, "USDT");
        var invoices = seed(settings, environment);
        load(environment, port, invoices, WARM_UP, new Latencies());
        bare(environment, invoices, WARM_UP.dividedBy(4));
        return measure(settings, environment, server, invoices);
      }
    }
  }

  private static Result measure(
      Bench.Settings settings,
      BenchEnvironment environment,
      BenchServer server,
      List<UUID> invoices)
      throws Exception {
    var slice = settings.slice(6);
    var latencies = new Latencies();
    var database = new double[1];
    var medians =
        Rounds.of(
            "reads",
            "a second",
            () -> {
              var before = environment.postgresCpuMillis();
              var figure = load(environment, server.port, invoices, slice, latencies);
              database[0] += environment.postgresCpuMillis() - before;
              return figure;
            },
            () -> bare(environment, invoices, slice));
    var more = new LinkedHashMap<String, Object>();
    more.put("p50_ms", latencies.millis(0.5));
    more.put("p99_ms", latencies.millis(0.99));
    more.put("postgres_cpu_ms", database[0] / latencies.count());
    more.put("rows", settings.rows());
    return Result.more(medians.figure(), "reads/s", medians.limit(), more);
  }

  private static boolean started(BenchEnvironment environment) {
    return environment
        .db
        .tx(tx -> tx.one("SELECT 1 AS one FROM cursor", row -> row.integer("one")))
        .isPresent();
  }

  private static List<UUID> seed(Bench.Settings settings, BenchEnvironment environment) {
    var seed = new Seed(environment.db);
    var rows = Math.max(INVOICES, settings.rows());
    for (int from = 0; from < rows; from += 250_000) {
      seed.invoices(from, Math.min(rows, from + 250_000), false);
    }
    seed.analyze();
    return environment.db.tx(
        tx ->
            tx.list(
                "SELECT public_id FROM invoice ORDER BY id DESC LIMIT ?",
                row -> row.uuid("public_id"),
                INVOICES));
  }

  private static UUID any(List<UUID> invoices) {
    return invoices.get(ThreadLocalRandom.current().nextInt(invoices.size()));
  }

  private static double load(
      BenchEnvironment environment,
      int port,
      List<UUID> invoices,
      Duration time,
      Latencies latencies)
      throws Exception {
    var headers = Map.of("Authorization", "Bearer " + environment.key);
    return Load.run(
        CONNECTIONS,
        time,
        latencies,
        _ -> {
          var line = new HttpLine(port);
          return new Load.Worker() {
            @Override
            public void once() throws Exception {
              var answer = line.ask(HttpLine.get("/coffer/v1/invoices/" + any(invoices), headers));
              if (answer.status() != 200) throw new IllegalStateException(answer.text());
            }

            @Override
            public void close() throws IOException {
              line.close();
            }
          };
        });
  }

  private static double bare(BenchEnvironment environment, List<UUID> invoices, Duration time)
      throws Exception {
    return Load.run(CONNECTIONS, time, new Latencies(), _ -> new Reader(environment, invoices));
  }

  private static final class Reader implements Load.Worker {
    private final List<UUID> invoices;
    private final long project;
    private final Connection connection;
    private final PreparedStatement statement;

    Reader(BenchEnvironment environment, List<UUID> invoices) throws SQLException {
      this.invoices = invoices;
      this.project = environment.projectId;
      var address = environment.postgres.address();
      connection = DriverManager.getConnection(address.url(), address.user(), address.password());
      statement = connection.prepareStatement(QUERY);
    }

    @Override
    public void once() throws SQLException {
      statement.setLong(1, project);
      statement.setObject(2, any(invoices));
      try (var rows = statement.executeQuery()) {
        if (!rows.next()) throw new IllegalStateException("no such invoice");
        rows.getString("standing");
      }
    }

    @Override
    public void close() throws IOException, SQLException {
      connection.close();
    }
  }
}
