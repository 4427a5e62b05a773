package coffer.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// A database that is there already: its invoices get the sums that lists were sorted by so far.
class SortedSumsMigrationDbTest {
  @AutoClose private final Db db = TestDb.create();

  @Test
  void invoicesOfBeforeAreSortedAsTheyWere() {
    db.run(tx -> tx.update("DROP SCHEMA public CASCADE"));
    db.run(tx -> tx.update("CREATE SCHEMA public"));
    migrate("16");
    db.run(
        tx -> {
          tx.update("SET LOCAL session_replication_role = replica"); // no other rows are needed
          for (var sql : ROWS) tx.update(sql);
        });
    migrate("17");
    assertThat(
            db.<List<String>>tx(
                tx ->
                    tx.list(
                        """
                        SELECT concat_ws(' ', id, 'fiat', coalesce(trim_scale(fiat)::text, '-'), 'coin',
                          coalesce(trim_scale(coin)::text, '-'), progress) AS t FROM invoice ORDER BY id
                        """,
                        row -> row.text("t"))))
        .containsExactly(
            "1 fiat 10 coin 11.5 0",
            "2 fiat 7.5 coin 3 1",
            "3 fiat - coin 3 2",
            "4 fiat - coin - 0",
            "5 fiat - coin 3 0");
  }

  private static final List<String> ROWS =
      List.of(
          "INSERT INTO organization (public_id, name, created_at) VALUES (gen_random_uuid(), 'x', now())",
          """
          INSERT INTO project (public_id, code, organization_id, mode, name, webhook_secret_id, created_at)
          VALUES (gen_random_uuid(), '0123456789abc', 1, 'test', 'x', 1, now())
          """,
          """
          INSERT INTO asset (chain_id, mode, code, contract, decimals, precision, slack_units, slack_percent,
            dust_units, min_units, min_depth, enabled)
          VALUES (1, 'test', 'USDT', 'c', 6, 6, 2, 0.2, 10000, 1, 1, true)
          """,
          """
          INSERT INTO invoice (id, public_id, code, organization_id, project_id, mode, dialect, meta, price_currency,
            price_units, tolerance_percent, options, quote_seconds, created_at, expires_at, monitor_until, status,
            standing, updated_at)
          SELECT id, gen_random_uuid(), lpad(id::text, 12, '0') || '0', 1, 1, 'test', dialect, meta::jsonb, currency, units, 0,
            '{1}', 1, now(), now(), now(), 'OPEN',
            jsonb_build_object('seen', seen, 'confirmed', confirmed), now()
          FROM (VALUES
            (1, 'coffer', '{}', 'EUR', 1000000000, 0, 0),
            (2, 'itispay', '{"itispay_fiat_amount": "7.5"}', 'USDT', 300000000, 5, 0),
            (3, 'coffer', '{"itispay_fiat_amount": "7.5"}', 'USDT', 300000000, 5, 5),
            (4, 'itispay', '{}', 'EUR', NULL, 0, 0),
            (5, 'itispay', '{"itispay_fiat_amount": "x"}', 'USDT', 300000000, 0, 0))
            AS v (id, dialect, meta, currency, units, seen, confirmed)
          """,
          """
          INSERT INTO quote (invoice_id, mode, asset_id, address_id, worth, due, base, rate, slack, excess, dust,
            created_at, valid_until)
          VALUES (1, 'test', 1, 1, 1, 9000000, 9000000, 1, 0, 0, 0, now(), now()),
            (1, 'test', 1, 1, 1, 11500000, 11500000, 1, 0, 0, 0, now(), now())
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
