package coffer.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// A database that is there already: its movements get the purpose that their other columns say.
class HistoryMigrationDbTest {
  @AutoClose private final Db db = TestDb.create();

  @Test
  void movementsOfBeforeHaveAPurpose() {
    db.run(tx -> tx.update("DROP SCHEMA public CASCADE"));
    db.run(tx -> tx.update("CREATE SCHEMA public"));
    migrate("35");
    db.run(
        tx -> {
          tx.update("SET LOCAL session_replication_role = replica"); // no other rows are needed
          for (var sql : ROWS) tx.update(sql);
        });
    migrate("36");
    assertThat(
            db.<List<String>>tx(
                tx ->
                    tx.list(
                        "SELECT txid || ' ' || purpose AS t FROM movement ORDER BY id",
                        row -> row.text("t"))))
        .containsExactly(
            "a invoice",
            "b orphan",
            "c customer",
            "d business",
            "e outflow",
            "f custody",
            "g prepaid");
  }

  private static final List<String> ROWS =
      List.of(
          """
          INSERT INTO deposit_address (public_id, project_id, mode, kind, customer_id, address_id, asset_id, created_at)
          VALUES (gen_random_uuid(), 1, 'test', 'customer', 1, 3, 1, now()),
            (gen_random_uuid(), 1, 'test', 'business', NULL, 4, 1, now())
          """,
          """
          INSERT INTO movement (public_id, txid, kind, address_id, invoice_id, orphan, chain_id, mode, position, asset_id,
            units, status, seen_at, paid_at)
          SELECT gen_random_uuid(), t.*, 1, 'test', 'p', 1, 5, 'seen', now(), now()
          FROM (VALUES ('a', 'payment', 3, 1, NULL), ('b', 'payment', 3, NULL, 'asset'),
            ('c', 'payment', 3, NULL, NULL), ('d', 'payment', 4, NULL, NULL), ('e', 'outflow', 4, NULL, NULL),
            ('f', 'custody', 4, NULL, NULL), ('g', 'payment', 5, NULL, NULL)) t
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
