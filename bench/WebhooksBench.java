package coffer.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;

/// `webhooks`: deliveries a second to receivers that answer at once, while a fifth of all endpoints
/// takes connections and never answers.
final class WebhooksBench {
  private static final int HEALTHY = 16;
  private static final int DEAD = 4;
  /// What the server sends to one host at a time.
  private static final int PER_HOST = 6;

  private final BenchEnvironment environment;
  private final AtomicLong received = new AtomicLong();
  private final AtomicReference<byte[]> sample = new AtomicReference<>(new byte[1000]);
  private final Map<String, Long> due = new ConcurrentHashMap<>();
  private final Latencies lateness = new Latencies();
  private long nextEvent = Seed.FIRST;

  private WebhooksBench(BenchEnvironment environment) {
    this.environment = environment;
  }

  static Result run(Bench.Settings settings) throws Exception {
    try (var environment = BenchEnvironment.open();
        var node = Node.Remote.start(EvmBlocks.Kind.TOKENS, 0, 1_800_000_000)) {
      var bench = new WebhooksBench(environment);
      try (var receiver = new WebhookReceiver(bench::received)) {
        var port = BenchServer.freePort();
        var chain = BenchEnvironment.chain(node.port(), false, "poll = \"30s\"");
        var config = environment.config(Optional.empty(), port, chain);
        try (var server = BenchServer.start(config, port, settings)) {
          WaitUntil.until(Duration.ofSeconds(20), () -> StreamsBench.started(environment));
          Seed.template(environment, server, "USDT");
          return bench.measure(settings, server, receiver);
        }
      }
    }
  }

  private void received(String id, byte[] body) {
    received.incrementAndGet();
    if (body.length > 1000) sample.set(body);
    var since = due.get(id);
    if (since != null) lateness.add(System.nanoTime() - since);
  }

  private Result measure(Bench.Settings settings, BenchServer server, WebhookReceiver receiver)
      throws Exception {
    var ports = new ArrayList<Integer>();
    for (int i = 0; i < HEALTHY + DEAD; i++) ports.add(receiver.listen(i >= HEALTHY));
    try (var line = new HttpLine(server.port)) {
      for (var port : ports) register(line, port);
    }
    deliver(30); // The dead are known to be slow from here on, as in the long run.
    Thread.sleep(Duration.ofSeconds(11));
    deliver(300);
    var events = (int) (deliver(300) * settings.slice(12).toMillis() / 1000 / HEALTHY);
    var medians =
        Rounds.of(
            "webhooks",
            "deliveries/s",
            () -> deliver(Math.max(30, events)),
            () -> bare(ports.subList(0, HEALTHY), true, settings.slice(12)));
    var single = bare(ports.subList(0, HEALTHY), false, settings.slice(12));
    pace(medians.figure() / 2, settings.slice(6));
    var more = new LinkedHashMap<String, Object>();
    more.put("endpoints", HEALTHY + DEAD);
    more.put("dead", DEAD);
    more.put("limit_with_a_connection_each", single);
    more.put("paced_at", medians.figure() / 2);
    more.put("paced_p50_ms", lateness.millis(0.5));
    more.put("paced_p99_ms", lateness.millis(0.99));
    more.put("paced_longest_ms", lateness.millis(1));
    return Result.more(medians.figure(), "deliveries/s", medians.limit(), more);
  }

  private void register(HttpLine line, int port) throws Exception {
    var body = "{\"url\":\"http://127.0.0.1:%d/hook\"}".formatted(port).getBytes(UTF_8);
    var answer =
        line.ask(HttpLine.post("/coffer/v1/webhooks", environment.headers("hook-" + port), body));
    if (answer.status() != 201) throw new IllegalStateException(answer.text());
  }

  /// Makes so many events, each due to all endpoints at once.
  ///
  /// @return deliveries a second to the healthy ones, from the first one on: how long a server
  ///     takes to notice what another one wrote is measured at a steady pace
  private double deliver(int events) {
    var before = received.get();
    insert(events);
    WaitUntil.until(Duration.ofSeconds(10), () -> received.get() > before);
    var began = System.nanoTime();
    WaitUntil.until(
        Duration.ofMinutes(2), () -> received.get() >= before + (long) events * HEALTHY);
    return events * HEALTHY / ((System.nanoTime() - began) / 1e9);
  }

  private List<String> insert(int events) {
    var first = nextEvent;
    nextEvent += events;
    return environment.db.tx(
        tx -> {
          var ids =
              tx.list(
                  """
                  INSERT INTO event (id, public_id, organization_id, project_id, invoice_id, type, object_type,
                      object_id, number, packed, at)
                  SELECT n, gen_random_uuid(), e.organization_id, e.project_id, e.invoice_id, 'invoice.updated',
                    e.object_type, e.object_id, n, e.packed, now()
                  FROM (SELECT * FROM event WHERE id < ? ORDER BY id LIMIT 1) e, generate_series(?, ?) n
                  RETURNING public_id
                  """,
                  row -> row.uuid("public_id").toString(),
                  Seed.FIRST,
                  first,
                  first + events - 1);
          tx.update(
              """
              INSERT INTO delivery (public_id, event_id, destination_id, project_id, lane, status, due_at,
                  created_at)
              SELECT gen_random_uuid(), e.id, d.id, d.project_id, d.lane, 'due', clock_timestamp(), now()
              FROM event e CROSS JOIN destination d WHERE e.id BETWEEN ? AND ?
              """,
              first,
              first + events - 1);
          return ids;
        });
  }

  /// A steady stream below what can be done: how late is each?
  private void pace(double perSecond, Duration time) {
    var pause = (long) (1e9 * HEALTHY / perSecond);
    var end = System.nanoTime() + time.toNanos();
    var sent = 0;
    for (long next = System.nanoTime(); next < end; next += pause) {
      LockSupport.parkNanos(next - System.nanoTime());
      var at = System.nanoTime();
      insert(1).forEach(id -> due.put(id, at));
      sent++;
    }
    var all = sent * HEALTHY;
    WaitUntil.until(Duration.ofSeconds(30), () -> lateness.count() >= all);
  }

  /// The limit: the same client, body and concurrency, and nothing else.
  ///
  /// @param kept with connections that are used again, as the server does
  private double bare(List<Integer> ports, boolean kept, Duration time) throws Exception {
    var pool = new ConnectionPool(kept ? HEALTHY * PER_HOST : 0, 30, TimeUnit.SECONDS);
    var client = new OkHttpClient.Builder().connectionPool(pool).build();
    var body = sample.get();
    return Load.run(
        HEALTHY * PER_HOST,
        time,
        new Latencies(),
        number ->
            () -> {
              var port = ports.get(number % HEALTHY);
              var request =
                  new Request.Builder()
                      .header("Connection", kept ? "keep-alive" : "close")
                      .url("http://127.0.0.1:" + port + "/hook")
                      .post(RequestBody.create(body, MediaType.get("application/json")))
                      .build();
              try (var response = client.newCall(request).execute()) {
                if (response.code() != 200) throw new IllegalStateException("refused");
              }
            });
  }
}
