package coffer.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// A database with deposit addresses from before there were prepaid balances: they stay as they
/// are, and an address for a top-up needs the end of its reservation.
class PrepaidMigrationDbTest {
  @AutoClose private final Db db = TestDb.create();

  @Test
  void depositAddressesAndOrganizationsStay() {
    db.run(tx -> tx.update("DROP SCHEMA public CASCADE"));
    db.run(tx -> tx.update("CREATE SCHEMA public"));
    migrate("31");
    db.run(
        tx -> {
          tx.update("SET LOCAL session_replication_role = replica"); // no other rows are needed
          tx.update(
              "INSERT INTO organization (public_id, name, created_at) VALUES (gen_random_uuid(), 'Shop', now())");
          for (var kind : List.of("customer", "business", "payout")) insert(tx, kind, false);
        });
    var before = addresses();
    migrate("32");
    assertThat(addresses()).isEqualTo(before).hasSize(3);
    assertThat(texts("SELECT name || coalesce(block_reason, '') AS t FROM organization"))
        .containsExactly("Shop");
    assertThat(texts("SELECT movement_id::text AS t FROM top_up")).isEmpty();
    insertAlone("prepaid", true);
    assertThatThrownBy(() -> insertAlone("prepaid", false)).hasMessageContaining("reserved");
    assertThatThrownBy(() -> insertAlone("business", true)).hasMessageContaining("reserved");
    assertThatThrownBy(() -> insertAlone("prepaid", true))
        .hasMessageContaining("deposit_address_prepaid");
  }

  private List<String> addresses() {
    return texts(
        "SELECT concat_ws(' ', id, public_id, kind, customer_id, active, created_at) AS t FROM deposit_address");
  }

  private void insertAlone(String kind, boolean reserved) {
    db.run(
        tx -> {
          tx.update("SET LOCAL session_replication_role = replica");
          insert(tx, kind, reserved);
        });
  }

  /// Each at an address of its own.
  private static void insert(Tx tx, String kind, boolean reserved) {
    var columns = reserved ? ", reserved_until" : "";
    var values = reserved ? ", now()" : "";
    tx.update(
        """
        INSERT INTO deposit_address (public_id, project_id, mode, kind, customer_id, address_id, asset_id, created_at%s)
        SELECT gen_random_uuid(), 1, 'test', ?, CASE ? WHEN 'customer' THEN 1 END,
          (SELECT coalesce(max(address_id), 0) + 1 FROM deposit_address), 1, now()%s
        """
            .formatted(columns, values),
        kind,
        kind);
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
}
