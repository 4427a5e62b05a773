package coffer.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// `detect`: from a block being there at the node to the webhook of its payment.
final class DetectBench {
  private static final int UNFINAL = 20;
  private static final double BAR = 250;
  private static final int WARM = 10;

  private DetectBench() {}

  static Result run(Bench.Settings settings) throws Exception {
    var time = Instant.now().getEpochSecond() + 60;
    var seen = new ArrayBlockingQueue<Long>(1000);
    try (var environment = BenchEnvironment.open();
        var node = Node.Remote.start(EvmBlocks.Kind.TOKENS, UNFINAL, time);
        var receiver =
            new WebhookReceiver((_, body) -> seen.add(height(new String(body, UTF_8))))) {
      var hook = receiver.listen(false);
      var head = new long[] {EvmBlocks.BASE};
      var polling = new Latencies();
      var socket = new Latencies();
      prepare(settings, environment, node, hook);
      for (int round = 0; round < Rounds.COUNT; round++) {
        measure(settings, environment, node, false, head, seen, polling);
        measure(settings, environment, node, true, head, seen, socket);
        System.out.printf(
            "round %d: polling p50 %.0f p95 %.0f ms, WebSocket p50 %.0f p95 %.0f ms%n",
            round + 1,
            polling.millis(0.5),
            polling.millis(0.95),
            socket.millis(0.5),
            socket.millis(0.95));
      }
      var more = new LinkedHashMap<String, Object>();
      more.put("polling_p50_ms", polling.millis(0.5));
      more.put("polling_p95_ms", polling.millis(0.95));
      more.put("websocket_p50_ms", socket.millis(0.5));
      more.put("websocket_p95_ms", socket.millis(0.95));
      more.put("websocket_longest_ms", socket.millis(1));
      more.put("samples", socket.count());
      more.put("watched", settings.rows());
      return Result.less(socket.millis(0.95), "ms", BAR, more);
    }
  }

  private static void prepare(
      Bench.Settings settings, BenchEnvironment environment, Node.Remote node, int hook)
      throws Exception {
    var port = BenchServer.freePort();
    var config = environment.config(Optional.empty(), port, chain(node, false));
    try (var server = BenchServer.start(config, port, settings);
        var line = new HttpLine(port)) {
      WaitUntil.until(Duration.ofSeconds(20), () -> StreamsBench.started(environment));
      Seed.template(environment, server, "USDT");
      var body =
          "{\"url\":\"http://127.0.0.1:%d/hook\",\"types\":[\"payment.seen\"]}".formatted(hook);
      var request =
          HttpLine.post("/coffer/v1/webhooks", environment.headers("hook"), body.getBytes(UTF_8));
      var answer = line.ask(request);
      if (answer.status() != 201) throw new IllegalStateException(answer.text());
    }
    var seed = new Seed(environment.db);
    seed.invoices(0, 5000, false);
    for (int from = 5000; from < settings.rows(); from += 250_000) {
      seed.addresses(from, Math.min(settings.rows(), from + 250_000));
    }
    seed.analyze();
  }

  private static String chain(Node.Remote node, boolean ws) {
    return BenchEnvironment.chain(node.port(), ws, "native_source = \"off\"");
  }

  private static void measure(
      Bench.Settings settings,
      BenchEnvironment environment,
      Node.Remote node,
      boolean ws,
      long[] head,
      ArrayBlockingQueue<Long> seen,
      Latencies latencies)
      throws Exception {
    var port = BenchServer.freePort();
    var config = environment.config(Optional.empty(), port, chain(node, ws));
    try (var _ = BenchServer.start(config, port, settings)) {
      var until = Long.MAX_VALUE;
      for (int i = 0; System.nanoTime() < until; i++) {
        if (i == WARM) until = System.nanoTime() + settings.slice(8).toNanos();
        var began = System.nanoTime();
        node.head(++head[0]);
        await(seen, head[0]);
        if (i >= WARM) latencies.add(System.nanoTime() - began);
        // At no fixed distance, or it would always hit the same moment between two looks.
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(100_000_000, 450_000_000));
      }
    }
  }

  private static void await(ArrayBlockingQueue<Long> seen, long height)
      throws InterruptedException {
    for (Long told = 0L; told == null || told != height; ) {
      told = seen.poll(20, TimeUnit.SECONDS);
      if (told == null) throw new IllegalStateException("nothing told of block " + height);
    }
  }

  private static long height(String body) {
    int at = body.indexOf("\"txid\":\"0x");
    return at < 0 ? -1 : EvmBlocks.height(body.substring(at + 8, at + 8 + 66));
  }
}
