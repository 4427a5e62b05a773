package coffer.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// A database that is there already: what lies there as dust and as orphans is summed once.
class DustSumsMigrationDbTest {
  @AutoClose private final Db db = TestDb.create();

  @Test
  void dustAndOrphansOfBeforeAreSummed() {
    db.run(tx -> tx.update("DROP SCHEMA public CASCADE"));
    db.run(tx -> tx.update("CREATE SCHEMA public"));
    migrate("17");
    db.run(
        tx -> {
          tx.update("SET LOCAL session_replication_role = replica"); // no other rows are needed
          for (var sql : ROWS) tx.update(sql);
        });
    migrate("18");
    assertThat(
            texts(
                "SELECT concat_ws(' ', address_id, asset_id, units, dust) AS t FROM orphan_sum ORDER BY 1"))
        .containsExactly("1 1 30 2");
    assertThat(
            texts(
                """
                SELECT concat_ws(' ', invoice_id, quote_id, status, by_quote, late, payments, units, worth) AS t
                FROM dust_sum ORDER BY 1
                """))
        .containsExactly(
            "1 1 CONFIRMED f t 1 6 60", "1 1 CONFIRMED t f 2 9 0", "1 1 SEEN t f 1 7 0");
    assertThat(
            texts("SELECT concat_ws(' ', id, left_units) AS t FROM movement WHERE left_units > 0"))
        .containsExactly("1 5");
  }

  private List<String> texts(String sql) {
    return db.tx(tx -> tx.list(sql, row -> row.text("t")));
  }

  private static final List<String> ROWS =
      List.of(
          """
          INSERT INTO asset (chain_id, mode, code, contract, decimals, precision, slack_units, slack_percent,
            dust_units, min_units, min_depth, enabled)
          VALUES (1, 'test', 'USDT', 'c', 6, 6, 0, 0, 10, 1, 1, true)
          """,
          """
          INSERT INTO project (public_id, code, organization_id, mode, name, webhook_secret_id, created_at)
          VALUES (gen_random_uuid(), '0123456789abc', 1, 'test', 'x', 1, now())
          """,
          """
          INSERT INTO watched_address (id, organization_id, mode, family, address, created_at)
          VALUES (1, 1, 'test', 'evm', '\\x00', now())
          """,
          """
          INSERT INTO quote (id, invoice_id, mode, asset_id, address_id, worth, due, base, rate, slack, excess, dust,
            created_at, valid_until)
          VALUES (1, 1, 'test', 1, 1, 1, 100, 100, 1, 0, 0, 10, now(), now())
          """,
          """
          INSERT INTO invoice (id, public_id, code, organization_id, project_id, mode, dialect, meta, price_currency,
            tolerance_percent, options, quote_seconds, created_at, expires_at, monitor_until, status, standing, updated_at)
          VALUES (1, gen_random_uuid(), '0000000000001', 1, 1, 'test', 'coffer', '{}', 'EUR', 0, '{1}', 1,
            '2026-01-01', '2026-01-02', '2026-01-09', 'OPEN', '{"seen": 0, "confirmed": 0}', now())
          """,
          """
          INSERT INTO movement (id, public_id, kind, chain_id, mode, txid, position, asset_id, address_id, project_id,
            invoice_id, quote_id, units, worth, orphan, status, seen_at, paid_at, dust, left_units, accept_depth)
          SELECT id, gen_random_uuid(), 'payment', 1, 'test', 't' || id, 'value', 1, 1, 1, 1, quote, units, worth, orphan,
            status, now(), paid_at::timestamptz, dust, gone, 0
          FROM (VALUES
            (1, NULL::bigint, 33, NULL::numeric, 'asset', 'CONFIRMED', '2026-01-01', false, 5),
            (2, NULL, 2, NULL, 'asset', 'CONFIRMED', '2026-01-01', true, 2),
            (3, 1, 4, NULL, NULL, 'CONFIRMED', '2026-01-01', true, NULL),
            (4, 1, 5, NULL, NULL, 'CONFIRMED', '2026-01-01', true, NULL),
            (5, 1, 6, 60, NULL, 'CONFIRMED', '2026-01-03', true, NULL),
            (6, 1, 7, NULL, NULL, 'SEEN', '2026-01-01', true, NULL),
            (7, 1, 8, NULL, NULL, 'REVERSED', '2026-01-01', true, NULL),
            (8, 1, 9, NULL, NULL, 'CONFIRMED', '2026-01-01', false, NULL))
            AS v (id, quote, units, worth, orphan, status, paid_at, dust, gone)
          """,
          """
          INSERT INTO movement (id, public_id, kind, chain_id, mode, txid, position, asset_id, address_id, project_id,
            units, status, seen_at, paid_at, accept_depth)
          VALUES (9, gen_random_uuid(), 'outflow', 1, 'test', 't9', 'value', 1, 1, 1, 5, 'CONFIRMED', now(), now(), 0)
          """,
          """
          INSERT INTO account (id, kind, mode, project_id, asset_id) OVERRIDING SYSTEM VALUE
          VALUES (1, 'orphan', 'test', 1, 1), (3, 'available', 'test', 1, 1)
          """,
          """
          INSERT INTO account (id, kind, mode, address_id, asset_id) OVERRIDING SYSTEM VALUE
          VALUES (2, 'address', 'test', 1, 1)
          """,
          """
          INSERT INTO entry (id, reference, kind, mode, project_id, basis_type, basis_id, at)
          SELECT n, 'r' || n, 'payment', 'test', 1, 'movement', n, now() FROM unnest('{1,2,3,9}'::bigint[]) n
          """,
          """
          INSERT INTO posting (entry_id, account_id, mode, units) VALUES
            (1, 1, 'test', -33), (1, 2, 'test', 33), (2, 1, 'test', -2), (2, 2, 'test', 2),
            (3, 3, 'test', -4), (3, 2, 'test', 4), (9, 1, 'test', 5), (9, 2, 'test', -5)
          """);

  private void migrate(String version) {
    Flyway.configure()
        .dataSource(db.pool())
        .locations("classpath:db/migration")
        .target(version)
        .load()
        .migrate();
  }
}
