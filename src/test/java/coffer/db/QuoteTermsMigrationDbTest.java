package coffer.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// A database that is there already: its quotes get the terms by which they were judged so far.
class QuoteTermsMigrationDbTest {
  @AutoClose private final Db db = TestDb.create();

  @Test
  void quotesOfBeforeAreJudgedAsTheyWere() {
    db.run(tx -> tx.update("DROP SCHEMA public CASCADE"));
    db.run(tx -> tx.update("CREATE SCHEMA public"));
    migrate("8");
    db.run(
        tx -> {
          tx.update("SET LOCAL session_replication_role = replica"); // no other rows are needed
          for (var sql : ROWS) tx.update(sql);
        });
    migrate("9");
    assertThat(texts("SELECT id || ': ' || slack || ' ' || excess || ' ' || dust AS t FROM quote"))
        .containsExactly("1: 55398 10000 10000", "2: 4 10000 10", "3: 2 10000 10000");
    assertThat(texts("SELECT dust::text AS t FROM movement")).containsExactly("false");
    assertThat(texts("SELECT snapshot::text AS t FROM event"))
        .containsExactly("{\"before\": null}");
  }

  private static final List<String> ROWS =
      List.of(
          """
          INSERT INTO asset (chain_id, mode, code, contract, decimals, precision, slack_units, slack_percent,
            dust_units, min_units, min_depth, enabled)
          VALUES (1, 'test', 'A7A5', 'c', 6, 6, 2, 0.2, 10000, 1, 1, true)
          """,
          """
          INSERT INTO quote (id, invoice_id, mode, asset_id, address_id, worth, due, base, rate, created_at, valid_until)
          VALUES (1, 1, 'test', 1, 1, 2500000000, 27698412, 27698412, 1, now(), now()),
            (2, 1, 'test', 1, 1, 100, 1000, 1000, 1, now(), now()),
            (3, 2, 'test', 1, 1, NULL, NULL, NULL, 1, now(), now())
          """,
          """
          INSERT INTO movement (public_id, kind, chain_id, mode, txid, position, asset_id, address_id, invoice_id,
            quote_id, units, status, seen_at, paid_at)
          VALUES (gen_random_uuid(), 'payment', 1, 'test', 't', 'p', 1, 1, 1, 1, 5, 'SEEN', now(), now())
          """,
          """
          INSERT INTO event (public_id, organization_id, project_id, type, object_type, object_id, number, snapshot, at)
          VALUES (gen_random_uuid(), 1, 1, 'invoice.created', 'invoice', 1, 1, '{"before": null}', now())
          """);

  private void migrate(String version) {
    Flyway.configure()
        .dataSource(db.pool())
        .locations("classpath:db/migration")
        .target(version)
        .load()
        .migrate();
  }

  private List<String> texts(String sql) {
    return db.tx(tx -> tx.list(sql + " ORDER BY id", row -> row.text("t")));
  }
}
