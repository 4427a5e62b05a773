package coffer.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.core.chain.Mode;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// `size`: the bytes that a settled invoice keeps on disk, without a webhook and with one that gets
/// all of its events. Each has an order id, one coin and one payment, on a simulated chain. The
/// tables of the simulated chains and what is deleted again (idempotency rows, the log of requests,
/// old blocks) are left out.
final class SizeBench {
  private static final double BAR = 8192;
  /// Autovacuum comes when a fifth of a table was changed: so often here, beside 500 rows and more.
  private static final int AT_ONCE = 100;

  private static final int WARM = 500;
  private static final int MOST = 3000;

  private static final String SIZES =
      """
      SELECT c.relname AS name, pg_table_size(c.oid) AS heap, pg_indexes_size(c.oid) AS indexes
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relname NOT LIKE 'sandbox%'
        AND c.relname NOT IN ('idempotency', 'block', 'rate', 'lease', 'request_log')
      ORDER BY c.relname
      """;

  private record Size(String name, long heap, long indexes) {}

  private final BenchEnvironment environment;
  private final HttpLine line;
  private int made;

  /// The server gives the owner of one simulated chain all of them.
  private static void openSandbox(BenchEnvironment environment) {
    environment.db.run(
        tx ->
            tx.update(
                """
                INSERT INTO chain (name, network, family, mode, organization_id)
                SELECT 'tron-sandbox', 'tron', 'tron', 'test', organization_id FROM project WHERE id = ?
                """,
                environment.projectId));
  }

  private SizeBench(BenchEnvironment environment, HttpLine line) {
    this.environment = environment;
    this.line = line;
  }

  static Result run(Bench.Settings settings) throws Exception {
    try (var environment = BenchEnvironment.open(Mode.TEST);
        var receiver = new WebhookReceiver((_, _) -> {})) {
      openSandbox(environment);
      var port = BenchServer.freePort();
      var config = environment.config(Optional.empty(), port, "");
      try (var _ = BenchServer.start(config, port, settings);
          var line = new HttpLine(port)) {
        var bench = new SizeBench(environment, line);
        WaitUntil.until(Duration.ofSeconds(20), () -> bench.count("cursor") > 0);
        var count = Math.min(MOST, settings.rows());
        var without = bench.measure("without a webhook", count);
        bench.register(receiver.listen(false));
        var with = bench.measure("with a webhook", count);
        var more = new LinkedHashMap<String, Object>();
        more.put("without_webhook", without);
        more.put("invoices", 2 * count);
        return Result.less(with, "bytes", BAR, more);
      }
    }
  }

  /// @return bytes an invoice
  private double measure(String name, int count) throws Exception {
    settle(WARM);
    var before = sizes();
    settle(count);
    var after = sizes();
    double heap = 0;
    double indexes = 0;
    System.out.println(name + ", bytes an invoice:        table  indexes");
    for (var each : after.entrySet()) {
      var then = before.getOrDefault(each.getKey(), new Size(each.getKey(), 0, 0));
      var rows = (each.getValue().heap - then.heap) / (double) count;
      var keys = (each.getValue().indexes - then.indexes) / (double) count;
      if (rows + keys >= 1) System.out.printf("  %-36s %7.0f %8.0f%n", each.getKey(), rows, keys);
      heap += rows;
      indexes += keys;
    }
    System.out.printf("  %-36s %7.0f %8.0f = %.0f%n", "all", heap, indexes, heap + indexes);
    return heap + indexes;
  }

  private void settle(int count) throws Exception {
    for (int i = 0; i < count; i += AT_ONCE) {
      for (int j = 0; j < AT_ONCE; j++) pay(create());
      mine();
      WaitUntil.until(Duration.ofMinutes(2), () -> count("invoice WHERE status <> 'settled'") == 0);
      WaitUntil.until(Duration.ofMinutes(2), () -> count("delivery WHERE status = 'due'") == 0);
      environment.vacuum();
    }
  }

  private long count(String rows) {
    return environment.db.tx(
        tx -> tx.only("SELECT count(*) AS n FROM " + rows, row -> row.number("n")));
  }

  private String create() throws IOException {
    var body =
        """
        {"currency":"EUR","amount":"25.00","order_id":"A-%d","options":[{"asset":"USDT","network":"tron"}]}
        """
            .formatted(++made);
    var text = ask("/coffer/v1/invoices", "invoice-" + made, body);
    return text.substring(text.indexOf("\"id\":\"") + 6).substring(0, 36);
  }

  private void pay(String invoice) throws IOException {
    ask("/coffer/v1/sandbox/pay", "pay-" + invoice, "{\"invoice\":\"%s\"}".formatted(invoice));
  }

  private void mine() throws IOException {
    ask("/coffer/v1/sandbox/mine", "mine-" + made, "{\"network\":\"tron\",\"blocks\":4}");
  }

  private void register(int port) throws IOException {
    ask("/coffer/v1/webhooks", "hook", "{\"url\":\"http://127.0.0.1:%d/hook\"}".formatted(port));
  }

  private String ask(String path, String key, String body) throws IOException {
    var answer = line.ask(HttpLine.post(path, environment.headers(key), body.getBytes(UTF_8)));
    if (answer.status() >= 300) throw new IOException(path + ": " + answer.text());
    return answer.text();
  }

  private Map<String, Size> sizes() {
    return environment.db.tx(
        tx -> {
          var sizes = new LinkedHashMap<String, Size>();
          tx.list(
                  SIZES,
                  row -> new Size(row.text("name"), row.number("heap"), row.number("indexes")))
              .forEach(size -> sizes.put(size.name, size));
          return sizes;
        });
  }
}
