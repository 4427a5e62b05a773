package coffer.api.coffer;

import coffer.db.Db;
import coffer.db.Tx;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// A long history: copies of what one invoice left behind. The first few of them, the oldest,
/// differ from all the others: whoever looks for those must not read everything that came later.
public final class Copies {
  static final int COUNT = 30_000;

  /// Where the copies' row ids begin.
  private static final long FIRST = 1_000_000;

  private static final String ODD = "CASE WHEN n < 3 THEN '%s' ELSE '%s' END";
  private static final Map<String, Map<String, String>> CHANGES =
      Map.ofEntries(
          Map.entry(
              "invoice",
              Map.of(
                  "code",
                  "lpad(to_hex(n), 12, '0') || '0'",
                  "order_id",
                  "'order-' || n",
                  "status",
                  ODD.formatted("cancelled", "settled"),
                  "created_at",
                  "t.created_at - (%d - n) * interval '1 minute'".formatted(COUNT))),
          Map.entry("quote", Map.of("invoice_id", "c.id")),
          Map.entry(
              "movement",
              Map.of(
                  "txid", "'copy-' || n",
                  "invoice_id", "CASE WHEN n < 3 THEN NULL ELSE c.id END",
                  "quote_id", "NULL",
                  "orphan", "CASE WHEN n < 3 THEN 'window' END")),
          Map.entry(
              "entry",
              Map.of(
                  "reference",
                  "'movement:' || c.id || ':1'",
                  "basis_id",
                  "c.id",
                  "at",
                  "t.at - (%d - n) * interval '1 minute'".formatted(COUNT))),
          Map.entry("posting", Map.of("entry_id", "c.id")),
          Map.entry(
              "event",
              Map.of("object_id", "c.id", "invoice_id", "c.id", "tx", "current_xid()::text")),
          Map.entry(
              "delivery",
              Map.of("event_id", "c.id", "status", ODD.formatted("failed", "delivered"))),
          Map.entry("customer", Map.of("client_id", "'client-' || n")),
          Map.entry(
              "watched_address",
              Map.of(
                  "address",
                  "substring(sha256(int8send(c.id)) FROM 1 FOR length(t.address))",
                  "hd_index",
                  "1000000 + n")),
          Map.entry("deposit_address", Map.of("customer_id", "c.id", "address_id", "c.id")),
          Map.entry("app_user", Map.of("email", "'shop-' || n || '@example.com'")),
          Map.entry("address_book_entry", Map.of()),
          Map.entry("payment_link", Map.of("code", "'copy' || n")),
          Map.entry(
              "tracked_address",
              Map.of("address", "substring(sha256(int8send(c.id)) FROM 1 FOR length(t.address))")),
          Map.entry("tracked_transfer", Map.of("txid", "'copy-' || n")));

  private Copies() {}

  /// Of its columns, but for those that PostgreSQL computes.
  private static String names(Tx tx, String table, String before) {
    return tx
        .list(
            """
            SELECT column_name FROM information_schema.columns
            WHERE table_schema = 'public' AND table_name = ? AND is_generated = 'NEVER' ORDER BY ordinal_position
            """,
            row -> before + '"' + row.text("column_name") + '"',
            table)
        .stream()
        .collect(Collectors.joining(", "));
  }

  /// Foreign keys hold by construction and are not checked row by row.
  public static void fill(Db db) {
    for (var table : CHANGES.keySet()) {
      // Events are read by transaction: as in life, one adds a few of them.
      int atOnce = table.equals("event") ? COUNT / 100 : COUNT;
      for (int n = 0; n < COUNT; n += atOnce) copy(db, table, n, n + atOnce - 1);
    }
    db.run(Copies::linkInvoices);
    db.run(Copies::sumPostings);
    db.run(tx -> tx.update("ANALYZE"));
  }

  private static void copy(Db db, String table, int first, int last) {
    var values = new StringBuilder("'id', c.id");
    if (!Set.of("quote", "entry", "posting", "watched_address").contains(table)) {
      values.append(", 'public_id', gen_random_uuid()");
    }
    CHANGES.get(table).forEach((column, value) -> values.append(", '" + column + "', " + value));
    // A posting has no id: both of an entry are copied.
    var one =
        table.equals("posting")
            ? "entry_id = (SELECT min(entry_id) FROM posting)"
            : "id = (SELECT min(id) FROM %s)".formatted(table);
    db.run(
        tx -> {
          tx.update("SET LOCAL session_replication_role = replica");
          tx.update("ALTER TABLE %s DISABLE TRIGGER USER".formatted(table));
          tx.update(
              """
              INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE
              SELECT %s FROM %s t, (SELECT n, n + %d AS id FROM generate_series(%d, %d) n) c,
                LATERAL jsonb_populate_record(t, jsonb_build_object(%s)) r
              WHERE t.%s
              """
                  .formatted(
                      table,
                      names(tx, table, ""),
                      names(tx, table, "r."),
                      table,
                      FIRST,
                      first,
                      last,
                      values,
                      one));
        });
  }

  /// The oldest payment link made all invoices.
  private static void linkInvoices(Tx tx) {
    tx.update(
        """
        INSERT INTO link_invoice (invoice_id, link_id, token)
        SELECT i.id, l.id, gen_random_uuid() FROM invoice i, (SELECT id FROM payment_link ORDER BY id LIMIT 1) l
        """);
  }

  /// As the trigger would have summed the copied postings.
  private static void sumPostings(Tx tx) {
    tx.update(
        """
        INSERT INTO posting_sum (account_id, day, part, units, received)
        SELECT p.account_id, (e.at AT TIME ZONE 'UTC')::date, p.entry_id >> 9, sum(p.units), sum(p.units)
        FROM posting p JOIN entry e ON e.id = p.entry_id
          JOIN account a ON a.id = p.account_id AND a.project_id IS NOT NULL
        WHERE p.entry_id >= ? GROUP BY 1, 2, 3
        """,
        FIRST);
  }

  /// Copies the entry of the only top-up of a prepaid balance.
  static void topUps(Db db) {
    db.run(
        tx -> {
          tx.update("SET LOCAL session_replication_role = replica");
          for (var table : Set.of("entry", "posting")) {
            tx.update("ALTER TABLE %s DISABLE TRIGGER USER".formatted(table));
          }
          tx.update(
              """
              WITH one AS (SELECT * FROM entry WHERE kind = 'topup'), copy AS (
                INSERT INTO entry (id, reference, kind, mode, project_id, basis_type, basis_id, at)
                SELECT ? + n, reference || n, kind, mode, project_id, basis_type, basis_id, at
                FROM one, generate_series(1, ?) n)
              INSERT INTO posting (entry_id, account_id, mode, units)
              SELECT ? + n, p.account_id, p.mode, p.units
              FROM one JOIN posting p ON p.entry_id = one.id, generate_series(1, ?) n
              """,
              2 * FIRST,
              COUNT,
              2 * FIRST,
              COUNT);
        });
    db.run(tx -> tx.update("ANALYZE"));
  }
}
