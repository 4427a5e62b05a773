package coffer.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.World;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.db.Db;
import coffer.db.TestDb;
import coffer.db.Tx;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the database itself refuses, whoever asks: each statement here would falsify the ledger.
class LedgerGuardsDbTest {
  private static final Db.Address DATABASE = TestDb.address();

  /// Two postings of one entry, `%s` units and minus `%s` units, on the two accounts of the
  /// payment.
  private static final String POSTINGS =
      """
      INSERT INTO posting (entry_id, account_id, mode, units)
      SELECT e.id, a.id, 'test', CASE a.kind WHEN 'address' THEN %s ELSE -%s END
      FROM entry e, account a
      WHERE e.reference = 'made up' AND a.id IN (%s)
      """;

  private static final String ENTRY =
      """
      INSERT INTO entry (reference, kind, mode, basis_type, basis_id, at)
      VALUES ('made up', 'payment', 'test', 'operator', 1, now())
      """;

  @AutoClose private final World world = new World(DATABASE);
  private final Chain chain = world.chain("tron");
  private final Asset usdt = world.asset(chain, "USDT");
  private String accounts = "";

  @BeforeEach
  void aPaymentIsBooked() {
    var invoice = world.invoice("9", "EUR", usdt);
    world.pay(invoice, usdt, "10");
    world.mine(chain, World.DEPTH);
    accounts = world.db.tx(this::accounts);
  }

  private String postings(String units, String negated) {
    return POSTINGS.formatted(units, negated, accounts);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE account SET balance = balance - 1000000000 WHERE kind = 'available'",
        "UPDATE account SET balance = 0",
        "UPDATE account SET mode = 'live'",
        "UPDATE account SET kind = 'held' WHERE kind = 'available'",
        "DELETE FROM account",
        "TRUNCATE account CASCADE",
        "INSERT INTO account (kind, mode, denomination, balance) VALUES ('fees', 'test', 'EUR', -5)",
        "INSERT INTO account (kind, mode, denomination) VALUES ('fees', 'test', 'EUR')"
            + " ON CONFLICT (kind, mode, organization_id, project_id, address_id, asset_id, denomination)"
            + " DO UPDATE SET balance = 7",
        "MERGE INTO account a USING (SELECT 1) s ON a.kind = 'available'"
            + " WHEN MATCHED THEN UPDATE SET balance = 0",
        "UPDATE posting SET units = units * 2",
        "DELETE FROM posting",
        "TRUNCATE posting",
        "UPDATE entry SET kind = 'fee'",
        "DELETE FROM entry",
        "TRUNCATE entry CASCADE",
        ENTRY,
      })
  void refused(String sql) {
    refuses(sql);
    refuses("SET LOCAL session_replication_role = replica", sql);
  }

  @Test
  void aCommittedEntryTakesNoMorePostings() {
    var sql =
        """
        INSERT INTO posting (entry_id, account_id, mode, units)
        SELECT e.id, a.id, 'test', %s FROM entry e, account a
        WHERE e.basis_type = 'movement' AND a.kind IN ('fees', 'network')
        """;
    var accounts =
        """
        INSERT INTO account (kind, mode, asset_id)
        SELECT k, 'test', asset_id FROM account, unnest(ARRAY['fees', 'network']) k WHERE kind = 'available'
        """;
    refuses(accounts, sql.formatted("-5"));
    refuses(accounts, sql.formatted("CASE a.kind WHEN 'fees' THEN 5 ELSE -5 END"));
    refuses(
        "SET LOCAL session_replication_role = replica",
        accounts,
        sql.formatted("CASE a.kind WHEN 'fees' THEN 5 ELSE -5 END"));
  }

  @Test
  void noPostingUnbalancesAnEntryOfItsOwnTransaction() {
    refuses(ENTRY, postings("5", "4"));
    var one = postings("5", "5") + " AND a.kind = 'address'";
    refuses(ENTRY, one);
    refuses(ENTRY, one, "SET CONSTRAINTS ALL IMMEDIATE");
  }

  /// The check at the commit can be called for early: what comes after it is checked all the same.
  @Test
  void whatComesAfterTheEarlyCheckIsChecked() {
    var early = List.of(ENTRY, postings("5", "5"), "SET CONSTRAINTS ALL IMMEDIATE");
    var statements = new ArrayList<>(early);
    statements.add(
        "INSERT INTO account (kind, mode, asset_id) SELECT 'fees', 'test', asset_id FROM account LIMIT 1");
    statements.add(
        "INSERT INTO posting (entry_id, account_id, mode, units)"
            + " SELECT e.id, a.id, 'test', 3 FROM entry e, account a WHERE e.reference = 'made up' AND a.kind = 'fees'");
    refuses(statements.toArray(String[]::new));
  }

  @Test
  void temporaryTablesOfTheSameNamesStandInForNothing() {
    refuses(
        "CREATE TEMP TABLE account (LIKE public.account)",
        "CREATE TEMP TABLE entry AS SELECT * FROM public.entry",
        "UPDATE public.account SET balance = 0");
    refuses(
        "CREATE TEMP TABLE posting AS SELECT max(id) + 1 AS entry_id FROM entry",
        ENTRY.replace("INTO entry", "INTO public.entry"));
  }

  @Test
  void balancesFollowThePostings() {
    world.db.run(
        tx -> {
          tx.update(ENTRY.replace("made up", "kept"));
          tx.update(postings("5", "5").replace("made up", "kept"));
        });
    assertThat(world.available(usdt)).isEqualByComparingTo("10.000005");
    assertThat(offBalances()).isEmpty();
  }

  /// A role that may read and write every row of the application, and owns nothing.
  @Test
  void aRoleThatOwnsNothingCannotTakeTheGuardsOff() throws SQLException {
    var role = "clerk_" + UUID.randomUUID().toString().replace("-", "");
    world.db.run(
        tx -> {
          tx.update("CREATE ROLE " + role + " LOGIN PASSWORD 'clerk'");
          tx.update(
              "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO " + role);
        });
    try (var connection = DriverManager.getConnection(DATABASE.url(), role, "clerk");
        var statement = connection.createStatement()) {
      for (var sql :
          List.of(
              "SET session_replication_role = replica",
              "ALTER TABLE account DISABLE TRIGGER ALL",
              "ALTER TABLE posting DISABLE TRIGGER posting_added",
              "DROP TRIGGER account_kept ON account",
              "CREATE OR REPLACE FUNCTION account_kept() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
              "DROP FUNCTION posting_added() CASCADE",
              "TRUNCATE posting",
              "DROP TABLE posting",
              "ALTER TABLE entry RENAME TO old_entry",
              "UPDATE account SET balance = 0")) {
        assertThatThrownBy(() -> statement.execute(sql)).as(sql).isInstanceOf(SQLException.class);
      }
      fromATriggerOfItsOwn(statement);
      statement.execute("BEGIN");
      statement.execute(ENTRY);
      statement.execute(postings("2", "2"));
      statement.execute("ROLLBACK");
    } finally {
      world.db.run(tx -> tx.update("DROP OWNED BY " + role));
      world.db.run(tx -> tx.update("DROP ROLE " + role));
    }
    assertThat(world.available(usdt)).isEqualByComparingTo("10");
  }

  /// The guard of the balances lets a trigger pass: not anybody's.
  private static void fromATriggerOfItsOwn(Statement statement) throws SQLException {
    statement.execute("CREATE TEMP TABLE lever (n integer)");
    statement.execute(
        "CREATE FUNCTION pg_temp.pull() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN UPDATE public.account SET balance = 0; RETURN NULL; END'");
    statement.execute(
        "CREATE TRIGGER pull AFTER INSERT ON lever FOR EACH ROW EXECUTE FUNCTION pg_temp.pull()");
    assertThatThrownBy(() -> statement.execute("INSERT INTO lever VALUES (1)"))
        .hasMessageContaining("an account changes by postings only");
  }

  private void refuses(String... statements) {
    assertThatThrownBy(
            () ->
                world.db.run(
                    tx -> {
                      for (var sql : statements) tx.update(sql);
                    }))
        .as(String.join("; ", statements))
        .satisfies(e -> assertThat(Db.sqlState((Throwable) e)).isEqualTo("23000"));
    assertThat(world.available(usdt)).isEqualByComparingTo("10");
    assertThat(offBalances()).isEmpty();
  }

  /// The payment's two accounts of this world.
  private String accounts(Tx tx) {
    var ids =
        tx.list(
            """
            SELECT p.account_id FROM entry e JOIN posting p ON p.entry_id = e.id WHERE e.project_id = ?
            """,
            row -> String.valueOf(row.number("account_id")),
            world.project.id());
    return String.join(", ", ids);
  }

  private List<Long> offBalances() {
    return world.db.tx(
        tx ->
            tx.list(
                """
                SELECT a.id FROM account a
                WHERE a.balance <> (SELECT coalesce(sum(units), 0) FROM posting WHERE account_id = a.id)
                """,
                row -> row.number("id")));
  }
}
