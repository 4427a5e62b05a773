package coffer.bench;

import coffer.core.chain.Address;
import coffer.core.wallet.WatchSet;
import coffer.db.Db;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;

/// `watch`: what a million and ten million watched addresses take of memory and of time to load.
final class WatchBench {
  private static final int KEY = 20;

  private WatchBench() {}

  static Result run(Bench.Settings settings) throws Exception {
    try (var environment = BenchEnvironment.open()) {
      var more = new LinkedHashMap<String, Object>();
      var large = settings.rows() * 10;
      prepare(environment);
      insert(environment, 0, settings.rows());
      measure(environment, "million", settings.rows(), more);
      insert(environment, settings.rows(), large);
      var figure = measure(environment, "ten_million", large, more);
      return Result.less(figure, "bytes/address", 4.0 * KEY, more);
    }
  }

  /// Without the indexes that loading does not use: ten million rows are there sooner.
  private static void prepare(BenchEnvironment environment) {
    environment.db.run(
        tx -> {
          for (var name :
              List.of("watched_address_address", "watched_address_ours", "watched_address_tx")) {
            tx.update("DROP INDEX " + name);
          }
          tx.update(
              "ALTER TABLE watched_address DROP CONSTRAINT watched_address_wallet_id_hd_index_key");
        });
  }

  private static void insert(BenchEnvironment environment, int from, int to) {
    environment.db.run(
        tx -> {
          tx.update("SET LOCAL session_replication_role = replica");
          tx.update("SET LOCAL synchronous_commit = off");
          tx.update(
              """
              INSERT INTO watched_address
                (id, organization_id, mode, family, address, wallet_id, hd_index, created_at)
              SELECT n + 1, w.organization_id, 'live', 'evm', substring(sha256(int8send(n)) FROM 1 FOR 20),
                w.id, n, now()
              FROM wallet w, generate_series(?::bigint, ?::bigint) AS n
              WHERE w.family = 'evm'
              """,
              (long) from,
              to - 1L);
        });
  }

  /// @return bytes an address
  private static double measure(
      BenchEnvironment environment, String name, int count, LinkedHashMap<String, Object> more)
      throws Exception {
    var seconds = new double[Rounds.COUNT];
    var bytes = new double[Rounds.COUNT];
    for (int i = 0; i < Rounds.COUNT; i++) {
      var address = environment.postgres.address();
      try (var child =
          Child.start(
              List.of("-Xmx1g", "-XX:+UseSerialGC"),
              "coffer.bench.WatchBench$Loader",
              address.url(),
              address.user(),
              address.password())) {
        var said = child.line().split(" ");
        if (Integer.parseInt(said[0]) != count) throw new IllegalStateException("not all loaded");
        seconds[i] = Double.parseDouble(said[1]);
        bytes[i] = Double.parseDouble(said[2]) / count;
        more.put(name + "_table_bytes", Double.parseDouble(said[3]) / count);
        System.out.printf("%d addresses: %.2f s, %.1f bytes each%n", count, seconds[i], bytes[i]);
      }
    }
    more.put(name + "_load_seconds", Rounds.median(seconds));
    more.put(name + "_bytes", Rounds.median(bytes));
    return Rounds.median(bytes);
  }

  /// Loads the set in a JVM of its own and says how many, in how many seconds, into how many bytes.
  static final class Loader {
    private Loader() {}

    public static void main(String[] args) {
      try (var db = Db.open(new Db.Address(args[0], args[1], args[2]), 2)) {
        var set = new WatchSet("evm");
        db.run(tx -> tx.only("SELECT 1 AS one", row -> row.integer("one")));
        var before = used();
        var began = System.nanoTime();
        db.run(set::refresh);
        var seconds = (System.nanoTime() - began) / 1e9;
        var bytes = used() - before;
        if (!set.mayContain(Address.of(Seed.address(7)))) throw new IllegalStateException("a gap");
        System.out.println(set.size() + " " + seconds + " " + bytes + " " + set.bytes());
      }
    }

    private static long used() {
      for (int i = 0; i < 3; i++) System.gc();
      return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
  }
}
