package coffer.bench;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// `scan`: how fast a chain is caught up with, every block with one payment of ours that is booked.
final class ScanBench {
  private static final int WARM = 2000;
  /// There are as many invoices to be paid as this, and no more blocks.
  private static final int PAID = 40_000;

  private static final int RANGE = 100;

  private ScanBench() {}

  static Result run(Bench.Settings settings, EvmBlocks.Kind kind) throws Exception {
    var asset = kind == EvmBlocks.Kind.TOKENS ? "USDT" : "BNB";
    var time = Instant.now().getEpochSecond() + 60;
    try (var environment = BenchEnvironment.open();
        var node = Node.Remote.start(kind, 0, time)) {
      var port = BenchServer.freePort();
      var chain = BenchEnvironment.chain(node.port(), false, coin(kind));
      var config = environment.config(Optional.empty(), port, chain);
      try (var server = BenchServer.start(config, port, settings)) {
        WaitUntil.until(Duration.ofSeconds(20), () -> height(environment) == EvmBlocks.BASE);
        Seed.template(environment, server, asset);
        seed(environment, settings.rows());
        return measure(settings, kind, environment, node, server, time);
      }
    }
  }

  private static String coin(EvmBlocks.Kind kind) {
    return kind == EvmBlocks.Kind.TOKENS ? "native_source = \"off\"" : "native_source = \"blocks\"";
  }

  private static void seed(BenchEnvironment environment, int rows) {
    var seed = new Seed(environment.db);
    var paid = Math.min(rows, PAID);
    seed.invoices(0, paid, false);
    for (int from = paid; from < rows; from += 250_000) {
      seed.addresses(from, Math.min(rows, from + 250_000));
    }
    seed.analyze();
  }

  private static Result measure(
      Bench.Settings settings,
      EvmBlocks.Kind kind,
      BenchEnvironment environment,
      Node.Remote node,
      BenchServer server,
      long time)
      throws Exception {
    scan(environment, node, WARM); // the watch set is loaded, the code is warm
    var speed = scan(environment, node, WARM);
    var most = (Math.min(PAID, settings.rows()) - 2 * WARM) / Rounds.COUNT;
    var blocks = Math.min(most, (int) (speed * settings.slice(8).toMillis() / 1000));
    var answers = answers(kind, time);
    parse(answers, true, settings.slice(16));
    var medians =
        Rounds.of(
            "scan",
            "blocks/s",
            () -> scan(environment, node, blocks),
            () -> parse(answers, true, settings.slice(8)));
    check(environment);
    var more = new LinkedHashMap<String, Object>();
    more.put("mode", kind.name().toLowerCase(Locale.ROOT));
    more.put("transfers_a_second", medians.figure() * EvmBlocks.TRANSFERS);
    more.put("times_bsc", medians.figure() * 0.45);
    more.put("tokens_only_limit", parse(answers, false, settings.slice(16)));
    more.put("watched", settings.rows());
    more.put("rss_load", server.process.megabytes());
    more.put("kb_a_block", answers.bytes() / 1024.0 / RANGE);
    return Result.more(medians.figure(), "blocks/s", medians.limit(), more);
  }

  private static long height(BenchEnvironment environment) {
    return environment
        .db
        .tx(
            tx ->
                tx.one(
                    "SELECT height FROM cursor WHERE name = 'head'", row -> row.number("height")))
        .orElse(0L);
  }

  private static double scan(BenchEnvironment environment, Node.Remote node, int blocks)
      throws Exception {
    var from = height(environment);
    var began = System.nanoTime();
    node.head(from + blocks);
    WaitUntil.until(
        Duration.ofMinutes(3), Duration.ofMillis(20), () -> height(environment) == from + blocks);
    return blocks / ((System.nanoTime() - began) / 1e9);
  }

  /// Every block's payment must have been booked, or the figure is of something else.
  private static void check(BenchEnvironment environment) {
    var blocks = height(environment) - EvmBlocks.BASE;
    var booked =
        environment.db.tx(
            tx ->
                tx.only(
                    """
                    SELECT (SELECT count(*) FROM entry) AS entries,
                      (SELECT count(*) FROM event WHERE type = 'invoice.settled') AS events
                    """,
                    row -> List.of(row.number("entries"), row.number("events"))));
    System.out.println(blocks + " blocks: entries and events of settled invoices " + booked);
    if (!booked.equals(List.of(blocks, blocks))) throw new IllegalStateException("not all booked");
  }

  /// What the node answers for a range of blocks.
  private record Answers(List<byte[]> all) {
    long bytes() {
      return all.stream().mapToLong(a -> a.length).sum();
    }
  }

  private static Answers answers(EvmBlocks.Kind kind, long time) throws IOException {
    var blocks = new EvmBlocks(kind, time);
    var all = new ArrayList<byte[]>();
    for (long height = EvmBlocks.BASE + 1; height <= EvmBlocks.BASE + RANGE; height++) {
      var out = new ByteArrayOutputStream();
      blocks.block(out, height, kind == EvmBlocks.Kind.NATIVE);
      all.add(out.toByteArray());
    }
    var logs = new ByteArrayOutputStream();
    blocks.logs(logs, EvmBlocks.BASE + 1, EvmBlocks.BASE + RANGE);
    all.add(logs.toByteArray());
    return new Answers(all);
  }

  /// The limit: the same answers through the JSON parser, from memory.
  ///
  /// @param texts whether what they say is taken out as texts, or only passed over
  /// @return blocks a second
  private static double parse(Answers answers, boolean texts, Duration time) {
    var factory = JsonFactory.builder().build();
    var began = System.nanoTime();
    var rounds = 0;
    long tokens = 0;
    for (; System.nanoTime() - began < time.toNanos(); rounds++) {
      for (var answer : answers.all) {
        try (var json =
            factory.createParser(ObjectReadContext.empty(), new ByteArrayInputStream(answer))) {
          for (JsonToken token; (token = json.nextToken()) != null; tokens++) {
            if (texts && token == JsonToken.VALUE_STRING) tokens += json.getString().length();
          }
        }
      }
    }
    if (tokens == 0) throw new IllegalStateException("nothing was parsed");
    return rounds * RANGE / ((System.nanoTime() - began) / 1e9);
  }
}
