package coffer.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `./coffer bench [name...] [--seconds=60] [--rows=1000000] [--profile=FILE]`
final class Bench {
  /// What the command line says.
  ///
  /// @param seconds that may be measured, preparation apart
  /// @param rows how many rows are there before the clock starts, where that matters
  /// @param profile a JFR recording of the server is written there; empty = none
  record Settings(Duration seconds, int rows, String profile) {
    /// @return the part of the time that one of so many measurements may take
    Duration slice(int parts) {
      return seconds.dividedBy(parts);
    }
  }

  /// One benchmark. It prints what it finds as it goes; the result's line comes last.
  @FunctionalInterface
  interface Benchmark {
    Result run(Settings settings) throws Exception;
  }

  private static final Map<String, Benchmark> ALL = new LinkedHashMap<>();

  static {
    ALL.put("invoices", InvoicesBench::run);
    ALL.put("reads", ReadsBench::run);
    ALL.put("dialects", DialectsBench::run);
    ALL.put("history", HistoryBench::run);
    ALL.put("cabinet", CabinetBench::run);
    ALL.put("scan", settings -> ScanBench.run(settings, EvmBlocks.Kind.TOKENS));
    ALL.put("scan-native", settings -> ScanBench.run(settings, EvmBlocks.Kind.NATIVE));
    ALL.put("scan-bitcoin", ScanBitcoinBench::run);
    ALL.put("scan-tron", TronScanBench::run);
    ALL.put("watch", WatchBench::run);
    ALL.put("detect", DetectBench::run);
    ALL.put("webhooks", WebhooksBench::run);
    ALL.put("size", SizeBench::run);
    ALL.put("streams", StreamsBench::run);
    ALL.put("start", StartBench::run);
  }

  private Bench() {}

  public static void main(String[] args) throws Exception {
    var seconds = 60;
    var rows = 1_000_000;
    var profile = "";
    var names = new ArrayList<String>();
    for (var arg : args) {
      var value = arg.substring(arg.indexOf('=') + 1);
      if (arg.startsWith("--seconds=")) seconds = Integer.parseInt(value);
      else if (arg.startsWith("--rows=")) rows = Integer.parseInt(value);
      else if (arg.startsWith("--profile=")) profile = value;
      else if (ALL.containsKey(arg)) names.addAll(both(arg));
      else fail(arg);
    }
    if (names.isEmpty()) names.addAll(ALL.keySet());
    var settings = new Settings(Duration.ofSeconds(seconds), rows, profile);
    for (var name : names) {
      System.out.println("== " + name);
      var benchmark = ALL.get(name);
      if (benchmark != null) System.out.println(benchmark.run(settings).json(name));
    }
    System.exit(0);
  }

  /// `scan` is measured in both modes.
  private static List<String> both(String name) {
    return name.equals("scan") ? List.of("scan", "scan-native") : List.of(name);
  }

  private static void fail(String arg) {
    System.err.println("there is no benchmark " + arg + "; there are " + ALL.keySet());
    System.exit(2);
  }
}
