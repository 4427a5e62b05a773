package coffer.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.chain.bitcoin.BitcoinParsing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// `scan-bitcoin`: how fast Bitcoin is caught up with, every block of 1.5 MB with one payment of
/// ours that is booked. The limit is reading the same answers from memory: hex, transactions, their
/// ids and the Merkle root, on one core.
final class ScanBitcoinBench {
  private static final int WARM = 1_000;
  private static final int LEAST = 200;
  private static final int PAID = 20_000;
  private static final int ANSWERS = 10;

  private ScanBitcoinBench() {}

  static Result run(Bench.Settings settings) throws Exception {
    var time = Instant.now().getEpochSecond() + 60;
    try (var environment = BenchEnvironment.open();
        var node = BitcoinNode.Remote.start(time)) {
      var port = BenchServer.freePort();
      var chain =
          """
          [chains.bitcoin]
          endpoints = [{ url = "http://bench:bench@127.0.0.1:%d/" }]
          poll = "100ms"
          """
              .formatted(node.port());
      try (var server =
          BenchServer.start(environment.config(Optional.empty(), port, chain), port, settings)) {
        WaitUntil.until(Duration.ofSeconds(20), () -> height(environment) > 0);
        template(environment, server);
        seed(environment, settings.rows());
        return measure(settings, environment, node, server, time);
      }
    }
  }

  private static void template(BenchEnvironment environment, BenchServer server)
      throws IOException {
    var order =
        """
        {"currency":"BTC","amount":"0.0001","options":[{"asset":"BTC","network":"bitcoin"}]}""";
    try (var line = new HttpLine(server.port)) {
      var headers = environment.headers("template-" + System.nanoTime());
      var answer = line.ask(HttpLine.post("/coffer/v1/invoices", headers, order.getBytes(UTF_8)));
      if (answer.status() != 201) throw new IOException("no invoice: " + answer.text());
    }
  }

  private static void seed(BenchEnvironment environment, int rows) {
    var seed = Seed.ofScripts(environment.db);
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
      BitcoinNode.Remote node,
      BenchServer server,
      long time)
      throws Exception {
    scan(environment, node, WARM); // the watch set is loaded, the code is warm
    var blocks = (int) (scan(environment, node, LEAST) * settings.slice(8).toMillis() / 1000);
    var answers = answers(time);
    parse(answers, settings.slice(16));
    var medians =
        Rounds.of(
            "scan-bitcoin",
            "blocks/s",
            () -> scan(environment, node, Math.max(LEAST, blocks)),
            () -> parse(answers, settings.slice(8)));
    check(environment);
    var more = new LinkedHashMap<String, Object>();
    more.put("transactions_a_second", medians.figure() * BitcoinBlocks.TRANSACTIONS);
    more.put("watched", settings.rows());
    more.put("rss_load", server.process.megabytes());
    more.put("kb_a_block", answers.getFirst().length / 2048.0);
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

  private static double scan(BenchEnvironment environment, BitcoinNode.Remote node, int blocks)
      throws Exception {
    var from = Math.max(BitcoinBlocks.BASE, height(environment));
    var began = System.nanoTime();
    node.head(from + blocks);
    WaitUntil.until(
        Duration.ofMinutes(3), Duration.ofMillis(20), () -> height(environment) == from + blocks);
    return blocks / ((System.nanoTime() - began) / 1e9);
  }

  /// Every block's payment must have been seen, and booked but for the newest.
  private static void check(BenchEnvironment environment) {
    var blocks = height(environment) - BitcoinBlocks.BASE;
    var counts =
        environment.db.tx(
            tx ->
                tx.only(
                    "SELECT (SELECT count(*) FROM movement) AS seen, (SELECT count(*) FROM entry) AS booked",
                    row -> List.of(row.number("seen"), row.number("booked"))));
    System.out.println(blocks + " blocks: payments seen and booked " + counts);
    if (!counts.equals(List.of(blocks, blocks - 1))) {
      throw new IllegalStateException("not all booked");
    }
  }

  private static List<byte[]> answers(long time) {
    var blocks = new BitcoinBlocks(time);
    var answers = new ArrayList<byte[]>();
    for (int i = 1; i <= ANSWERS; i++) {
      var out = new ByteArrayOutputStream();
      out.writeBytes("{\"result\":\"".getBytes(US_ASCII));
      out.writeBytes(blocks.block(BitcoinBlocks.BASE + i));
      var rest = blocks.rest();
      while (rest.hasRemaining()) out.write(rest.get());
      out.writeBytes("\",\"error\":null,\"id\":0}".getBytes(US_ASCII));
      answers.add(out.toByteArray());
    }
    return answers;
  }

  /// @return blocks a second
  private static double parse(List<byte[]> answers, Duration time) throws IOException {
    var began = System.nanoTime();
    var rounds = 0;
    for (; System.nanoTime() - began < time.toNanos(); rounds++) {
      for (var answer : answers) {
        if (BitcoinParsing.outputs(answer) < BitcoinBlocks.TRANSACTIONS) {
          throw new IllegalStateException("not all is read");
        }
      }
    }
    return rounds * ANSWERS / ((System.nanoTime() - began) / 1e9);
  }
}
