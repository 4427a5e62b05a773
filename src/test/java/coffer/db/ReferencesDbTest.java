package coffer.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import coffer.World;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where a trigger stands in for a foreign key: rows refer only to what is there and of the same
/// mode, and what they refer to stays.
final class ReferencesDbTest {
  @AutoClose private static final World world = new World(TestDb.address());

  @BeforeAll
  static void anInvoice() {
    var ethereum = world.chain("ethereum");
    var usdt = world.asset(ethereum, "USDT");
    var command =
        World.ordered(World.command("5", "EUR", usdt), "coffer", "1", "https://shop.example.com/");
    world.invoice(command);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM organization",
        "DELETE FROM project",
        "DELETE FROM asset",
        "DELETE FROM wallet",
        "DELETE FROM destination",
        "DELETE FROM secret",
        "UPDATE project SET mode = 'live'",
        "UPDATE project SET id = DEFAULT",
        "UPDATE asset SET mode = 'live'",
        "UPDATE wallet SET mode = 'live'",
        "UPDATE destination SET id = DEFAULT",
        "DELETE FROM reading",
        "UPDATE reading SET mode = 'live'",
      })
  void whatRowsReferToStays(String sql) {
    assertThatThrownBy(() -> world.db.run(tx -> tx.update(sql)))
        .hasMessageContaining("that others refer to stays as it is");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE invoice SET project_id = 0",
        "UPDATE invoice SET organization_id = 0",
        "UPDATE invoice SET mode = 'live'",
        "UPDATE watched_address SET wallet_id = 0",
        "UPDATE watched_address SET organization_id = 0",
        "UPDATE watched_address SET mode = 'live'",
        "UPDATE destination SET secret_id = 0",
        "UPDATE delivery SET destination_id = 0",
        "UPDATE delivery SET project_id = 0",
        "UPDATE quote SET asset_id = 0",
        "UPDATE quote SET mode = 'live'",
        "INSERT INTO destination (public_id, project_id, dialect, url, secret_id, created_at)"
            + " SELECT gen_random_uuid(), 0, dialect, url, secret_id, created_at FROM destination",
      })
  void nothingRefersToWhatIsNotThere(String sql) {
    assertThatThrownBy(() -> world.db.run(tx -> tx.update(sql)))
        .hasMessageContaining("refers to what is not there");
  }

  private static final String QUOTE =
      """
      INSERT INTO quote OVERRIDING SYSTEM VALUE
      SELECT (jsonb_populate_record(q, jsonb_build_object('id', q.id + 1000000, 'asset_id', ?::int))).*
      FROM quote q WHERE q.id = (SELECT min(id) FROM quote)
      """;

  private static final String FORGET = "DELETE FROM reading WHERE asset_id = ?";

  /// The second waits for the commit of the first, and is refused then.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCoinIsEitherQuotedOrForgotten(boolean quotedFirst) throws Exception {
    var coin = world.asset(world.chain("tron"), quotedFirst ? "TRX" : "USDT").id();
    var first = quotedFirst ? QUOTE : FORGET;
    var second = quotedFirst ? FORGET : QUOTE;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> late =
          world.db.tx(
              tx -> {
                assertThat(tx.update(first, coin)).isOne();
                var waits = threads.submit(() -> world.db.run(other -> other.update(second, coin)));
                await().until(this::someoneWaits);
                return waits;
              });
      assertThatThrownBy(late::get)
          .hasMessageContaining(quotedFirst ? "stays as it is" : "refers to what is not there");
    }
  }

  private boolean someoneWaits() {
    return world.db.tx(
        tx ->
            tx.only(
                """
                SELECT count(*) > 0 AS waits FROM pg_locks
                WHERE NOT granted AND relation = 'quote'::regclass
                """,
                row -> row.bool("waits")));
  }

  /// Commands change other columns of both as before.
  @Test
  void otherColumnsChange() {
    for (var sql :
        List.of(
            "UPDATE project SET name = 'another'",
            "UPDATE asset SET enabled = true",
            "UPDATE wallet SET next_index = next_index + 1",
            "UPDATE secret SET kind = kind",
            "UPDATE invoice SET updated_at = updated_at")) {
      assertThat(world.db.<Integer>tx(tx -> tx.update(sql))).as(sql).isPositive();
    }
  }
}
