package coffer.chain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.World;
import coffer.core.chain.Asset;
import coffer.core.chain.Catalogue;
import coffer.core.chain.Chain;
import coffer.core.chain.Chain.Finality;
import coffer.core.chain.Cursors;
import coffer.core.chain.Mode;
import coffer.core.chain.Readings;
import coffer.db.TestDb;
import coffer.db.Tx;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// What an existing database makes of its quotes when it learns to record what is read.
class ReadingMigrationDbTest {
  private static final String MIGRATION = "/db/migration/V007__reading.sql";

  @AutoClose
  private final World world =
      new World(TestDb.address(), catalogue(), Mode.TEST, Instant.parse("2026-11-20T10:00:00Z"));

  private final Chain chain = world.chains.all().getFirst();

  @Test
  void whatWasPaidWasReadAndWhatWasOnlyQuotedIsToBeReadOnceMore() throws IOException {
    for (var asset : world.chains.assetsOf(chain)) {
      if (!asset.code().equals("NEVER")) world.db.run(tx -> begin(tx, asset));
    }
    world.invoice("1", "ETH", asset("ETH"));
    world.invoice("1", "PAID", asset("PAID"));
    world.invoice("1", "QUOTED", asset("QUOTED"));
    world.db.run(tx -> paid(tx, asset("PAID"), 70));
    world.db.run(tx -> paid(tx, asset("PAID"), 90));
    world.db.run(tx -> paid(tx, asset("ETH"), 80));
    world.db.run(
        tx -> new Cursors().rescan(tx, chain.id(), "rescan-12", 12, 20, true, Instant.EPOCH));

    migrateAgain();
    assertThat(readings()).containsExactly("ETH 80 false", "PAID 70 true", "QUOTED null true");
    var rescan = world.db.tx(tx -> new Cursors().rescans(tx, chain.id())).getFirst();
    assertThat(rescan.from()).contains(12L);
    assertThat(rescan.toHead()).isTrue();
  }

  /// As if the database were of the version before.
  private void migrateAgain() throws IOException {
    String sql;
    try (var file = ReadingMigrationDbTest.class.getResourceAsStream(MIGRATION)) {
      sql = new String(Objects.requireNonNull(file).readAllBytes(), UTF_8);
    }
    world.db.run(
        tx -> {
          tx.update("DROP TABLE reading CASCADE");
          tx.update(
              """
              ALTER TABLE quote ADD CONSTRAINT quote_asset_id_mode_fkey
                FOREIGN KEY (asset_id, mode) REFERENCES asset (id, mode)
              """);
          tx.update("ALTER TABLE cursor DROP COLUMN from_height, DROP COLUMN to_head");
          tx.update("ALTER TABLE scanner DROP COLUMN unread");
        });
    for (var statement : statements(sql)) world.db.run(tx -> tx.update(statement));
  }

  private static List<String> statements(String sql) {
    var statements = new ArrayList<String>();
    for (var each : sql.replaceAll("--[^\n]*", "").split(";\\s*\\n")) {
      if (!each.isBlank()) statements.add(each.replace("?", "??"));
    }
    return statements;
  }

  private static void begin(Tx tx, Asset asset) {
    new Readings().begin(tx, asset, 1);
  }

  private void paid(Tx tx, Asset asset, long height) {
    tx.update(
        """
        INSERT INTO movement (public_id, kind, chain_id, mode, txid, position, asset_id, address_id, units, status,
            block_height, block_hash, block_at, seen_at, paid_at, orphan)
        SELECT gen_random_uuid(), 'payment', ?, 'test', ?, 'value', ?, min(id), 1, 'seen', ?, '0xb', now(), now(),
            now(), 'assignment'
        FROM watched_address
        """,
        chain.id(),
        "0x" + height,
        asset.id(),
        height);
  }

  private List<String> readings() {
    return world.db.tx(
        tx ->
            tx.list(
                """
                SELECT a.code || ' ' || coalesce(r.since::text, 'null') || ' ' || r.gap AS line
                FROM reading r JOIN asset a ON a.id = r.asset_id WHERE a.chain_id = ? ORDER BY a.code
                """,
                row -> row.text("line"),
                chain.id()));
  }

  private Asset asset(String code) {
    return world.asset(chain, code);
  }

  private static Catalogue catalogue() {
    var spec = new Chain.Spec("Old", "1", Duration.ofSeconds(12), new Finality.Depth(3), "", false);
    return new Catalogue(
        List.of(
            new Catalogue.ChainEntry(
                "old",
                "old",
                "evm",
                Mode.TEST,
                spec,
                List.of(
                    World.asset("ETH", 18, Optional.empty()),
                    World.asset("PAID", 6, Optional.of("contract-PAID")),
                    World.asset("QUOTED", 6, Optional.of("contract-QUOTED")),
                    World.asset("NEVER", 6, Optional.of("contract-NEVER"))))));
  }
}
