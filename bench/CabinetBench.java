package coffer.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.core.user.Role;
import coffer.core.user.Sessions;
import coffer.core.user.Users;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// `cabinet`: how long the pages of the cabinet take beside a year of a shop, each with the bare
/// query of its rows beside it, and what an export of all invoices costs in time and memory. The
/// server has a small heap.
final class CabinetBench {
  private static final double MOST_MILLIS = 100;
  private static final String HEAP = "-Xmx256m";
  private static final int WARM_UP = 100;
  private static final int LEAST = 50;
  private static final Pattern NEXT = Pattern.compile("href=\"([^\"]+[?&;]before=[^\"&]+)\"");

  /// A page below the project's.
  ///
  /// @param name in the result
  /// @param bare the query of its rows, for the project's row id; "" = it has no such query
  private record Page(String name, String path, String bare) {}

  private static final String INVOICES =
      """
      SELECT * FROM (SELECT * FROM invoice WHERE project_id = ? %s ORDER BY created_at DESC, id DESC LIMIT 51) i
      LEFT JOIN quote q ON q.invoice_id = i.id
      LEFT JOIN movement m ON m.invoice_id = i.id AND NOT m.dust
      """;
  private static final String PAYMENTS =
      """
      SELECT * FROM movement m LEFT JOIN invoice i ON i.id = m.invoice_id
      WHERE m.id IN (SELECT id FROM movement WHERE project_id = ? AND kind = 'payment' %s ORDER BY id DESC LIMIT 51)
      """;
  private static final String ENTRIES =
      """
      SELECT * FROM entry e JOIN posting p ON p.entry_id = e.id JOIN account a ON a.id = p.account_id
      WHERE e.id IN (SELECT id FROM entry WHERE project_id = ? ORDER BY id DESC LIMIT 51)
      """;

  private final BenchEnvironment environment;
  private final BenchServer server;
  private final DialectShop shop;
  private final Row row;
  private final Map<String, String> cookie;

  /// @param project public id
  /// @param invoice public id of a copy, in the middle of the year
  /// @param customer of that invoice, public id
  private record Row(long projectId, String project, String invoice, String customer) {}

  private CabinetBench(
      BenchEnvironment environment, BenchServer server, DialectShop shop, int rows) {
    this.environment = environment;
    this.server = server;
    this.shop = shop;
    this.row = row(rows);
    this.cookie = signIn();
  }

  static Result run(Bench.Settings settings) throws Exception {
    try (var environment = BenchEnvironment.open()) {
      var port = BenchServer.freePort();
      var config = environment.config(Optional.empty(), port, "");
      var shop = DialectShop.open(environment);
      try (var server = BenchServer.start(config, port, settings, HEAP)) {
        settle(environment, shop, port);
        new MoneySeed(environment.db, settings.rows()).fill();
        return new CabinetBench(environment, server, shop, settings.rows()).measure(settings);
      }
    }
  }

  private Result measure(Bench.Settings settings) throws Exception {
    var more = new LinkedHashMap<String, Object>();
    var pages = pages(settings.rows());
    var slice = settings.slice(2 * pages.size());
    double worst = 0;
    try (var line = new HttpLine(server.port)) {
      for (var page : pages) worst = Math.max(worst, measure(line, page, slice, more));
    }
    more.put("rows", settings.rows());
    export(more);
    return Result.less(worst, "ms", MOST_MILLIS, more);
  }

  private List<Page> pages(int rows) {
    var middle = rows / 2;
    var statement = "/balances/statement?account=available:USDT:bsc-sandbox&from=2009-01-01";
    return List.of(
        new Page("overview", "", ""),
        new Page("invoices", "/invoices", INVOICES.formatted("")),
        new Page(
            "invoices_settled",
            "/invoices?status=settled",
            INVOICES.formatted("AND status = 'settled' AND progress = 2")),
        new Page(
            "invoices_cancelled",
            "/invoices?status=cancelled",
            INVOICES.formatted("AND status = 'cancelled' AND progress = 2")),
        new Page("invoices_expired", "/invoices?status=expired", ""),
        new Page("invoices_of_days", "/invoices?from=2009-01-01&to=2010-01-01", ""),
        new Page("search_order", "/invoices?q=order-" + middle, ""),
        new Page("search_id", "/invoices?q=" + row.invoice, ""),
        new Page("search_email", "/invoices?q=reader-" + middle + "@example.com", ""),
        new Page(
            "search_amount",
            "/invoices?q=500",
            INVOICES.formatted("AND status = 'settled' AND progress = 2 AND fiat = 500")),
        new Page("search_transaction", "/invoices?q=" + "f".repeat(64), ""),
        new Page("invoice", "/invoices/" + row.invoice, ""),
        new Page("payments", "/payments", PAYMENTS.formatted("")),
        new Page(
            "payments_unmatched",
            "/payments?show=unmatched",
            PAYMENTS.formatted("AND orphan IS NOT NULL")),
        new Page("balances", "/balances", ENTRIES),
        new Page("statement", statement, ENTRIES),
        new Page(
            "customers",
            "/customers",
            "SELECT * FROM customer WHERE project_id = ? ORDER BY id DESC LIMIT 51"),
        new Page("search_customer", "/customers?q=client-" + middle, ""),
        new Page("search_customer_email", "/customers?q=reader-" + middle + "@example.com", ""),
        new Page("customer", "/customers/" + row.customer, ""));
  }

  /// The first page and, if there is one, the next.
  ///
  /// @return the p95 of the slower one, in milliseconds
  private double measure(HttpLine line, Page page, Duration time, Map<String, Object> more)
      throws IOException {
    var path = "/cabinet/p/" + row.project + page.path;
    var first = pages(line, path, time);
    var next = NEXT.matcher(text(line, path));
    var second =
        next.find() ? pages(line, next.group(1).replace("&amp;", "&"), time.dividedBy(2)) : first;
    var bare = page.bare.isEmpty() ? Double.NaN : bare(page.bare);
    System.out.printf(
        Locale.ROOT,
        "%-22s p50 %5.1f p95 %5.1f ms, next page p95 %5.1f ms, bare query p95 %5.1f ms%n",
        page.name,
        first.millis(0.5),
        first.millis(0.95),
        second.millis(0.95),
        bare);
    more.put(page.name + "_p95_ms", first.millis(0.95));
    if (!page.bare.isEmpty()) more.put(page.name + "_bare_p95_ms", bare);
    return Math.max(first.millis(0.95), second.millis(0.95));
  }

  private Latencies pages(HttpLine line, String path, Duration time) throws IOException {
    for (int i = 0; i < WARM_UP; i++) text(line, path);
    var latencies = new Latencies();
    var end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end || latencies.count() < LEAST) {
      var began = System.nanoTime();
      text(line, path);
      latencies.add(System.nanoTime() - began);
    }
    return latencies;
  }

  private String text(HttpLine line, String path) throws IOException {
    var answer = line.ask(HttpLine.get(path, cookie));
    if (answer.status() != 200) throw new IOException(path + ": " + answer.status());
    return answer.text();
  }

  private double bare(String sql) {
    var latencies = new Latencies();
    for (int i = 0; i < WARM_UP + LEAST; i++) {
      var began = System.nanoTime();
      environment.db.run(tx -> tx.list(sql, each -> each.number("id"), row.projectId));
      if (i >= WARM_UP) latencies.add(System.nanoTime() - began);
    }
    return latencies.millis(0.95);
  }

  /// Reads the export of all invoices as a browser would save it.
  private void export(Map<String, Object> more) throws Exception {
    var uri =
        URI.create(
            "http://127.0.0.1:" + server.port + "/cabinet/p/" + row.project + "/invoices.csv");
    var request = HttpRequest.newBuilder(uri);
    cookie.forEach(request::header);
    var before = server.process.megabytes();
    var began = System.nanoTime();
    long lines = 0;
    double most = before;
    try (var client = HttpClient.newHttpClient();
        var reader =
            new BufferedReader(
                new InputStreamReader(
                    client.send(request.build(), BodyHandlers.ofInputStream()).body(), UTF_8))) {
      while (reader.readLine() != null) {
        if (++lines % 10_000 == 0) most = Math.max(most, server.process.megabytes());
      }
    }
    more.put("csv_rows", lines - 1);
    more.put("csv_seconds", (System.nanoTime() - began) / 1e9);
    more.put("csv_rss_before", before);
    more.put("csv_rss_most", most);
    more.put("heap", HEAP);
  }

  private Row row(int rows) {
    return environment.db.tx(
        tx ->
            tx.only(
                """
                SELECT p.id, p.public_id, i.public_id AS invoice, c.public_id AS customer
                FROM invoice i JOIN project p ON p.id = i.project_id JOIN customer c ON c.id = i.customer_id
                WHERE i.id = ?
                """,
                each ->
                    new Row(
                        each.number("id"),
                        each.uuid("public_id").toString(),
                        each.uuid("invoice").toString(),
                        each.uuid("customer").toString()),
                Seed.FIRST + rows / 2));
  }

  private Map<String, String> signIn() {
    var now = Instant.now();
    var token =
        environment.db.tx(
            tx -> {
              var users = new Users();
              var email = UUID.randomUUID() + "@example.com";
              var user = users.create(tx, Users.Draft.invited(email), now).orElseThrow();
              users.join(
                  tx,
                  user.id(),
                  tx.only(
                      "SELECT organization_id FROM project WHERE id = ?",
                      each -> each.number("organization_id"),
                      row.projectId),
                  Role.OWNER,
                  now);
              return new Sessions()
                  .begin(
                      tx,
                      user.id(),
                      new Sessions.Browser("127.0.0.1", "bench"),
                      Sessions.Proof.PASSKEY,
                      now);
            });
    return Map.of("Cookie", "coffer_session=" + token.text());
  }

  /// An invoice of a customer, paid and settled, of which the others are copies.
  private static void settle(BenchEnvironment environment, DialectShop shop, int port)
      throws Exception {
    try (var line = new HttpLine(port)) {
      var customer = post(line, shop, "customers", "{\"client_id\":\"client\"}");
      var id = customer.replaceAll("(?s).*?\"id\"\\s*:\\s*\"([0-9a-f-]{36})\".*", "$1");
      var invoice =
          post(
              line,
              shop,
              "invoices",
              """
              {"currency":"EUR","amount":"5","order_id":"order","customer":"%s",
               "options":[{"asset":"USDT","network":"bsc"}]}
              """
                  .formatted(id));
      var made = invoice.replaceAll("(?s).*?\"id\"\\s*:\\s*\"([0-9a-f-]{36})\".*", "$1");
      post(line, shop, "sandbox/pay", "{\"invoice\":\"%s\",\"mine\":30}".formatted(made));
    }
    WaitUntil.until(
        Duration.ofSeconds(30),
        () ->
            environment.db.tx(
                tx ->
                    tx.only(
                        "SELECT EXISTS (SELECT FROM invoice WHERE status = 'settled') AS ok",
                        each -> each.bool("ok"))));
  }

  private static String post(HttpLine line, DialectShop shop, String path, String body)
      throws IOException {
    var headers = Map.of("Authorization", "Bearer " + shop.coffer());
    var answer = line.ask(HttpLine.post("/coffer/v1/" + path, headers, body.getBytes(UTF_8)));
    if (answer.status() >= 300) throw new IOException(path + ": " + answer.text());
    return answer.text();
  }
}
