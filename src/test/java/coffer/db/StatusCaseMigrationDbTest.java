package coffer.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// A database that is there already: its statuses get lower case, and nothing else changes.
class StatusCaseMigrationDbTest {
  @AutoClose private final Db db = TestDb.create();

  @Test
  void statusesOfBeforeGetLowerCase() {
    db.run(tx -> tx.update("DROP SCHEMA public CASCADE"));
    db.run(tx -> tx.update("CREATE SCHEMA public"));
    migrate("20");
    db.run(
        tx -> {
          tx.update("SET LOCAL session_replication_role = replica"); // no other rows are needed
          for (var sql : ROWS) tx.update(sql);
        });
    migrate("21");
    assertThat(texts("SELECT concat_ws(' ', id, status, mark, standing) AS t FROM invoice"))
        .containsExactly(
            "1 open {\"seen\": 0, \"status\": \"OPEN\", \"confirmed\": 0}",
            "2 cancelled cancelled {\"seen\": 0, \"status\": \"CANCELLED\", \"confirmed\": 0}");
    assertThat(texts("SELECT concat_ws(' ', id, kind, status, block_height) AS t FROM movement"))
        .containsExactly(
            "1 payment seen", "2 payment confirmed 7", "3 outflow reversed", "4 payment seen");
    assertThat(texts("SELECT concat_ws(' ', status, payments, units) AS t FROM dust_sum"))
        .containsExactly("seen 1 5");
    assertThat(texts("SELECT concat_ws(' ', id, status, skipped) AS t FROM delivery"))
        .containsExactly("1 due", "2 skipped kind");
    // The triggers work again, with the new case.
    db.run(
        tx -> {
          tx.update("UPDATE movement SET status = 'reversed', risk = 'none' WHERE id = 4");
        });
    assertThat(texts("SELECT concat_ws(' ', status, payments, units) AS t FROM dust_sum"))
        .containsExactly("seen 0 0");
  }

  private List<String> texts(String sql) {
    return db.tx(tx -> tx.list(sql + " ORDER BY 1", row -> row.text("t")));
  }

  private void migrate(String version) {
    Flyway.configure()
        .dataSource(db.pool())
        .locations("classpath:db/migration")
        .target(version)
        .load()
        .migrate();
  }

  private static final List<String> ROWS =
      List.of(
          """
          INSERT INTO invoice (id, public_id, code, organization_id, project_id, mode, dialect, price_currency,
            tolerance_percent, options, quote_seconds, created_at, expires_at, monitor_until, status, standing,
            mark, marked_at, updated_at)
          SELECT id, gen_random_uuid(), lpad(id::text, 12, '0') || '0', 1, 1, 'test', 'coffer', 'USD', 0, '{1}', 1, now(),
            now(), now(), status, jsonb_build_object('status', status, 'seen', 0, 'confirmed', 0), mark,
            CASE WHEN mark IS NOT NULL THEN now() END, now()
          FROM (VALUES (1, 'OPEN', NULL), (2, 'CANCELLED', 'CANCELLED')) AS r (id, status, mark)
          """,
          """
          INSERT INTO movement (id, public_id, kind, chain_id, mode, txid, position, asset_id, address_id, invoice_id,
            quote_id, units, status, block_height, block_hash, block_at, seen_at, paid_at, dust, dust_late)
          SELECT id, gen_random_uuid(), kind, 1, 'test', 't' || id, 'p', 1, 1, 1, 1, 5, status, height,
            'b' || height, CASE WHEN height > 0 THEN now() END, now(), now(), dust, false
          FROM (VALUES (1, 'payment', 'SEEN', NULL, false), (2, 'payment', 'CONFIRMED', 7, false),
            (3, 'outflow', 'REVERSED', NULL, false), (4, 'payment', 'SEEN', NULL, true)) AS r (id, kind, status, height, dust)
          """,
          """
          INSERT INTO dust_sum (invoice_id, quote_id, status, risk, by_quote, late, payments, units, worth, at)
          VALUES (1, 1, 'SEEN', 'none', true, false, 1, 5, 0, now())
          """,
          """
          INSERT INTO delivery (id, public_id, event_id, destination_id, project_id, lane, status, skipped, due_at,
            created_at, ended_at)
          VALUES (1, gen_random_uuid(), 1, 1, 1, 1, 'DUE', NULL, now(), now(), NULL),
            (2, gen_random_uuid(), 2, 1, 1, 1, 'SKIPPED', 'kind', now(), now(), now())
          """);
}
