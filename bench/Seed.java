package coffer.bench;

import coffer.db.Db;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Set;
import java.util.TreeSet;

/// Rows made by `generate_series`: copies of one invoice that was made in the usual way, each with
/// an address of its own.
final class Seed {
  /// Where the copies' row ids begin: nothing else is there.
  static final long FIRST = 10_000_000;

  private static final String COPIES =
      """
      SELECT column_name FROM information_schema.columns
      WHERE table_schema = 'public' AND table_name = ? AND is_generated = 'NEVER'
      ORDER BY ordinal_position
      """;

  private final Db db;
  private final String address;
  private final Set<String> filled = new TreeSet<>();

  Seed(Db db) {
    this(db, ADDRESS);
  }

  private Seed(Db db, String address) {
    this.db = db;
    this.address = address;
  }

  /// The same where addresses are output scripts that pay a key's hash.
  static Seed ofScripts(Db db) {
    return new Seed(db, "'\\x0014'::bytea || " + ADDRESS);
  }

  /// The address of copy `number`, the same as [#ADDRESS] in SQL.
  static byte[] address(long number) {
    try {
      var bytes = java.nio.ByteBuffer.allocate(8).putLong(number).array();
      var hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return java.util.Arrays.copyOf(hash, 20);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  private static final String ADDRESS = "substring(sha256(int8send(n)) FROM 1 FOR 20)";

  /// Copies 0 to `count - 1` of the newest invoice with all that belongs to it.
  ///
  /// @param events the events and the idempotency rows too
  void invoices(int from, int to, boolean events) {
    addresses(from, to);
    var id = FIRST + " + n";
    copy(
        "invoice",
        from,
        to,
        "id",
        id,
        "public_id",
        "gen_random_uuid()",
        "code",
        "lpad(to_hex(n), 12, '0') || '0'");
    copy("assignment", from, to, "id", id, "address_id", id, "invoice_id", id);
    copy("quote", from, to, "id", id, "address_id", id, "invoice_id", id);
    if (events) {
      copy(
          "event",
          from,
          to,
          "id",
          id,
          "public_id",
          "gen_random_uuid()",
          "invoice_id",
          id,
          "object_id",
          id);
      copy("idempotency", from, to, "key", "'seed-' || n", "object_id", id);
    }
  }

  void addresses(int from, int to) {
    var id = FIRST + " + n";
    copy(
        "watched_address",
        from,
        to,
        "id",
        id,
        "address",
        address,
        "hd_index",
        "1000000000 + n",
        "tx",
        "pg_current_xact_id()");
  }

  /// Copies of the newest movement, each of a transaction of its own.
  void movements(int from, int to) {
    var id = FIRST + " + n";
    copy("movement", from, to, "id", id, "public_id", "gen_random_uuid()", "txid", "'seed' || n");
  }

  /// Of the tables that were filled only: one that is analyzed while it is empty is planned for as
  /// empty, long after it has grown. Of one never analyzed the planner thinks better.
  void analyze() {
    for (var table : filled) db.run(tx -> tx.update("ANALYZE " + table));
  }

  /// Foreign keys hold by construction and are not checked row by row.
  void copy(String table, int from, int to, String... changed) {
    filled.add(table);
    db.run(
        tx -> {
          var names = tx.list(COPIES, row -> row.text("column_name"), table);
          var values = new ArrayList<>(names);
          for (int i = 0; i < changed.length; i += 2) {
            values.set(names.indexOf(changed[i]), changed[i + 1]);
          }
          tx.update("SET LOCAL session_replication_role = replica");
          tx.update("SET LOCAL synchronous_commit = off");
          tx.update("SET LOCAL statement_timeout = 0");
          tx.update(
              "INSERT INTO %s (%s) SELECT %s FROM (SELECT * FROM %s %s DESC LIMIT 1) t,"
                      .formatted(
                          table,
                          String.join(", ", names),
                          String.join(", ", values),
                          table,
                          table.equals("idempotency")
                              ? "ORDER BY created_at"
                              : "WHERE id < " + FIRST + " ORDER BY id")
                  + " generate_series(?::bigint, ?::bigint) AS n",
              (long) from,
              to - 1L);
        });
  }

  /// An invoice made in the usual way, to be copied.
  static void template(BenchEnvironment environment, BenchServer server, String asset)
      throws IOException {
    template(environment, server, asset, BenchEnvironment.CHAIN);
  }

  static void template(
      BenchEnvironment environment, BenchServer server, String asset, String network)
      throws IOException {
    try (var line = new HttpLine(server.port)) {
      var answer =
          line.ask(
              HttpLine.post(
                  "/coffer/v1/invoices",
                  environment.headers("template-" + System.nanoTime()),
                  BenchEnvironment.order(asset, network)));
      if (answer.status() != 201) throw new IOException("no invoice: " + answer.text());
    }
  }
}
