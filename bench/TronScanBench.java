package coffer.bench;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// `scan-tron`: how fast TRON is caught up with, every block with one payment of ours that is
/// booked.
final class TronScanBench {
  private static final int WARM = 2000;
  private static final int RANGE = 20;

  /// There are as many invoices to be paid as this, and no more blocks.
  private static final int PAID = 40_000;

  private static final double OWN_SPEED = 1 / 3.0;

  private TronScanBench() {}

  static Result run(Bench.Settings settings) throws Exception {
    var time = Instant.now().getEpochSecond() + 60;
    try (var environment = BenchEnvironment.open();
        var node = TronPeer.Remote.start(time)) {
      var port = BenchServer.freePort();
      var config = environment.config(Optional.empty(), port, BenchEnvironment.tron(node.port()));
      try (var server = BenchServer.start(config, port, settings)) {
        WaitUntil.until(Duration.ofSeconds(20), () -> height(environment) == TronBlocks.BASE);
        Seed.template(environment, server, "USDT", BenchEnvironment.TRON);
        seed(environment, settings.rows());
        return measure(settings, environment, node, server, time);
      }
    }
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
      BenchEnvironment environment,
      TronPeer.Remote node,
      BenchServer server,
      long time)
      throws Exception {
    scan(environment, node, WARM); // the watch set is loaded, the code is warm
    var speed = scan(environment, node, WARM);
    var most = (Math.min(PAID, settings.rows()) - 2 * WARM) / Rounds.COUNT;
    var blocks = Math.min(most, (int) (speed * settings.slice(8).toMillis() / 1000));
    var answers = answers(time);
    parse(answers, true, settings.slice(16));
    var medians =
        Rounds.of(
            "scan-tron",
            "blocks/s",
            () -> scan(environment, node, blocks),
            () -> parse(answers, true, settings.slice(8)));
    check(environment);
    var more = new LinkedHashMap<String, Object>();
    more.put("transactions_a_second", medians.figure() * TronBlocks.TRANSACTIONS);
    more.put("times_tron", medians.figure() / OWN_SPEED);
    more.put("tokens_only_limit", parse(answers, false, settings.slice(16)));
    more.put("watched", settings.rows());
    more.put("rss_load", server.process.megabytes());
    more.put("kb_a_block", answers.stream().mapToLong(a -> a.length).sum() / 1024.0 / RANGE);
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

  private static double scan(BenchEnvironment environment, TronPeer.Remote node, int blocks)
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
    var blocks = height(environment) - TronBlocks.BASE;
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
  private static List<byte[]> answers(long time) throws IOException {
    var blocks = new TronBlocks(time);
    var all = new ArrayList<byte[]>();
    var range = new ByteArrayOutputStream();
    blocks.blocks(range, TronBlocks.BASE + 1, TronBlocks.BASE + 1 + RANGE);
    all.add(range.toByteArray());
    for (int i = 1; i <= RANGE; i++) {
      var infos = new ByteArrayOutputStream();
      blocks.infos(infos, TronBlocks.BASE + i);
      all.add(infos.toByteArray());
    }
    return all;
  }

  /// The limit: the same answers through the JSON parser, from memory.
  ///
  /// @param texts whether what they say is taken out as texts, or only passed over
  /// @return blocks a second
  private static double parse(List<byte[]> answers, boolean texts, Duration time) {
    var factory = JsonFactory.builder().build();
    var began = System.nanoTime();
    var rounds = 0;
    long tokens = 0;
    for (; System.nanoTime() - began < time.toNanos(); rounds++) {
      for (var answer : answers) {
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
