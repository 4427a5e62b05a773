package coffer.bench;

import coffer.db.Db;
import java.util.List;

/// A year of a shop: copies of one settled invoice of a customer, each with its payment, its ledger
/// entry and its event, spread evenly over the last 365 days. One invoice of 100 is cancelled, and
/// one of 100 payments is unmatched.
final class MoneySeed {
  private final Db db;
  private final Seed seed;
  private final int all;

  MoneySeed(Db db, int all) {
    this.db = db;
    this.seed = new Seed(db);
    this.all = all;
  }

  void fill() {
    // These refuse what they did not see in one transaction, also from a replica.
    for (var table : List.of("entry", "posting")) {
      db.run(tx -> tx.update("ALTER TABLE %s DISABLE TRIGGER USER".formatted(table)));
    }
    for (int from = 0; from < all; from += 250_000) copies(from, Math.min(all, from + 250_000));
    sums();
    seed.analyze();
  }

  private void copies(int from, int to) {
    var id = Seed.FIRST + " + n";
    var at = "now() - (%d - n) * interval '365 days' / %d".formatted(all, all);
    seed.addresses(from, to);
    seed.copy(
        "customer",
        from,
        to,
        "id",
        id,
        "public_id",
        "gen_random_uuid()",
        "client_id",
        "'client-' || n",
        "email",
        "'reader-' || n || '@example.com'");
    seed.copy(
        "invoice",
        from,
        to,
        "id",
        id,
        "public_id",
        "gen_random_uuid()",
        "code",
        "lpad(to_hex(n), 12, '0') || '0'",
        "order_id",
        "'order-' || n",
        "created_at",
        at,
        "expires_at",
        at + " + interval '1 hour'",
        "monitor_until",
        at + " + interval '7 days'",
        "updated_at",
        at,
        "status",
        "CASE WHEN n % 100 = 0 THEN 'cancelled' ELSE status END",
        "customer_id",
        id,
        "fiat",
        "1 + n % 1000");
    seed.copy("assignment", from, to, "id", id, "address_id", id, "invoice_id", id);
    seed.copy("quote", from, to, "id", id, "address_id", id, "invoice_id", id);
    seed.copy(
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
        id,
        "at",
        at);
    seed.copy(
        "movement",
        from,
        to,
        "id",
        id,
        "public_id",
        "gen_random_uuid()",
        "txid",
        "'seed' || n",
        "address_id",
        id,
        "invoice_id",
        "CASE WHEN n % 100 = 1 THEN NULL ELSE " + id + " END",
        "quote_id",
        "NULL",
        "orphan",
        "CASE WHEN n % 100 = 1 THEN 'window' END",
        "seen_at",
        at,
        "confirmed_at",
        at);
    seed.copy(
        "entry",
        from,
        to,
        "id",
        id,
        "reference",
        "'movement:' || %s || ':credit:1'".formatted(id),
        "basis_id",
        id,
        "at",
        at);
    postings(from, to);
  }

  /// A posting has no id: both of the newest entry are copied.
  private void postings(int from, int to) {
    db.run(
        tx -> {
          tx.update("SET LOCAL session_replication_role = replica");
          tx.update("SET LOCAL statement_timeout = 0");
          tx.update(
              """
              INSERT INTO posting (entry_id, account_id, mode, units)
              SELECT ? + n, p.account_id, p.mode, p.units FROM posting p, generate_series(?::bigint, ?::bigint) n
              WHERE p.entry_id = (SELECT max(id) FROM entry WHERE id < ?)
              """,
              Seed.FIRST,
              (long) from,
              to - 1L,
              Seed.FIRST);
        });
  }

  /// As the trigger would have summed them.
  private void sums() {
    db.run(
        tx -> {
          tx.update("SET LOCAL statement_timeout = 0");
          tx.update(
              """
              INSERT INTO posting_sum (account_id, day, part, units, received)
              SELECT p.account_id, (e.at AT TIME ZONE 'UTC')::date, p.entry_id >> 9, sum(p.units), sum(p.units)
              FROM posting p JOIN entry e ON e.id = p.entry_id
                JOIN account a ON a.id = p.account_id AND a.project_id IS NOT NULL
              WHERE p.entry_id >= ? GROUP BY 1, 2, 3
              """,
              Seed.FIRST);
        });
    for (var table : List.of("posting", "posting_sum")) db.run(tx -> tx.update("ANALYZE " + table));
  }
}
