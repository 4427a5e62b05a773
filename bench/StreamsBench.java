package coffer.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/// `streams`: open checkout pages, each of which must see its payment within a second.
final class StreamsBench {
  private static final int STREAMS = 5000;
  private static final int AT_ONCE = 5;
  private static final double BAR = 1000;

  private StreamsBench() {}

  static Result run(Bench.Settings settings) throws Exception {
    var time = Instant.now().getEpochSecond() + 60;
    try (var environment = BenchEnvironment.open();
        var node = Node.Remote.start(EvmBlocks.Kind.TOKENS, 0, time)) {
      var port = BenchServer.freePort();
      var chain = BenchEnvironment.chain(node.port(), true, "native_source = \"off\"");
      var config = environment.config(Optional.empty(), port, chain);
      try (var server = BenchServer.start(config, port, settings)) {
        WaitUntil.until(Duration.ofSeconds(20), () -> started(environment));
        Seed.template(environment, server, "USDT");
        new Seed(environment.db).invoices(0, STREAMS, false);
        var pages = new Pages(ids(environment), port);
        var before = server.process.megabytes();
        pages.open();
        var after = server.process.megabytes();
        var more = new LinkedHashMap<String, Object>();
        more.put("streams", STREAMS);
        more.put("kb_a_stream", (after - before) * 1024 / STREAMS);
        System.out.printf(
            "%d streams open: %.0f MB, %.1f KB each%n",
            STREAMS, after, (after - before) * 1024 / STREAMS);
        var latencies = new Latencies();
        pay(settings, node, pages, latencies);
        more.put("paid", latencies.count());
        more.put("p50_ms", latencies.millis(0.5));
        more.put("p99_ms", latencies.millis(0.99));
        more.put("rss_load", server.process.megabytes());
        pages.close();
        return Result.less(latencies.millis(1), "ms", BAR, more);
      }
    }
  }

  static boolean started(BenchEnvironment environment) {
    return environment
        .db
        .tx(tx -> tx.one("SELECT 1 AS one FROM cursor", row -> row.integer("one")))
        .isPresent();
  }

  private static List<String> ids(BenchEnvironment environment) {
    return environment.db.tx(
        tx ->
            tx.list(
                "SELECT public_id FROM invoice WHERE id >= ? ORDER BY id",
                row -> row.uuid("public_id").toString(),
                Seed.FIRST));
  }

  /// A few at a time, ten times a second, one after the other through all pages.
  private static void pay(
      Bench.Settings settings, Node.Remote node, Pages pages, Latencies latencies)
      throws Exception {
    var end = System.nanoTime() + settings.slice(3).toNanos();
    var head = EvmBlocks.BASE;
    while (System.nanoTime() < end && head + AT_ONCE <= EvmBlocks.BASE + STREAMS) {
      var began = System.nanoTime();
      for (int i = 1; i <= AT_ONCE; i++) {
        pages.paidAt.set((int) EvmBlocks.invoice(head + i), began);
      }
      head += AT_ONCE;
      node.head(head);
      LockSupport.parkNanos(Math.max(0, 100_000_000 - (System.nanoTime() - began)));
    }
    var paid = (int) EvmBlocks.invoice(head) + 1;
    WaitUntil.until(Duration.ofSeconds(20), () -> pages.seen.get() >= paid);
    for (int i = 0; i < paid; i++) latencies.add(pages.seenAt.get(i) - pages.paidAt.get(i));
  }

  /// The browsers.
  private static final class Pages implements AutoCloseable {
    final AtomicLongArray paidAt = new AtomicLongArray(STREAMS);
    final AtomicLongArray seenAt = new AtomicLongArray(STREAMS);
    final AtomicInteger seen = new AtomicInteger();
    private final List<String> ids;
    private final int port;
    private final HttpLine[] lines = new HttpLine[STREAMS];
    private final java.util.concurrent.ExecutorService threads =
        Executors.newVirtualThreadPerTaskExecutor();

    Pages(List<String> ids, int port) {
      this.ids = ids;
      this.port = port;
    }

    void open() throws Exception {
      var shown = new CountDownLatch(STREAMS);
      for (int i = 0; i < STREAMS; i++) {
        lines[i] = new HttpLine(port);
        lines[i].open("/pay/" + ids.get(i) + "/events");
        var number = i;
        threads.execute(() -> follow(number, shown));
      }
      if (!shown.await(60, TimeUnit.SECONDS)) throw new IOException("not all pages were shown");
    }

    /// The first page is the present one; the next one is what is waited for.
    private void follow(int number, CountDownLatch shown) {
      try {
        page(number);
        shown.countDown();
        page(number);
        seenAt.set(number, System.nanoTime());
        seen.incrementAndGet();
        while (true) page(number);
      } catch (IOException _) {
        // Closed.
      }
    }

    private void page(int number) throws IOException {
      while (!lines[number].line().startsWith("event: page")) Thread.onSpinWait();
    }

    @Override
    public void close() throws IOException {
      for (var line : lines) line.close();
      threads.shutdownNow();
    }
  }
}
