package coffer.db;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/// What `pg_dump` and `pg_restore` do, between two clusters: the programs that we bring along are
/// without them, and those of the system may be older than the server.
public final class Dump {
  private static final String TABLES =
      """
      SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
        AND relname <> 'flyway_schema_history' ORDER BY 1
      """;
  private static final String COLUMNS =
      """
      SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
      WHERE attrelid = '%s'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
      """;
  private static final String SEQUENCES =
      """
      SELECT format('SELECT setval(%L, %s)', schemaname || '.' || sequencename, last_value)
      FROM pg_sequences WHERE last_value IS NOT NULL
      """;

  private Dump() {}

  /// Puts all rows of one migrated database in the place of another's. As its superuser.
  public static void restore(Db.Address from, Db.Address to) throws SQLException, IOException {
    try (var source = connect(from);
        var target = connect(to)) {
      var tables = list(source, TABLES);
      // A dump makes them when the rows are there.
      for (var table : tables) execute(target, "ALTER TABLE " + table + " DISABLE TRIGGER ALL");
      execute(target, "TRUNCATE " + String.join(", ", tables));
      for (var table : tables) {
        var columns = list(source, COLUMNS.formatted(table)).getFirst();
        var copied = new ByteArrayOutputStream();
        var what = "COPY %s (%s) ".formatted(table, columns);
        source.unwrap(PGConnection.class).getCopyAPI().copyOut(what + "TO STDOUT", copied);
        target
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn(what + "FROM STDIN", new ByteArrayInputStream(copied.toByteArray()));
      }
      for (var table : tables) execute(target, "ALTER TABLE " + table + " ENABLE TRIGGER ALL");
      for (var sequence : list(source, SEQUENCES)) list(target, sequence);
    }
  }

  /// Uses up numbers of transactions, as years of work would.
  public static void pass(Db.Address address, int transactions) throws SQLException {
    var sql =
        "DO $$ BEGIN FOR i IN 1..%d LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$";
    try (var connection = connect(address)) {
      execute(connection, sql.formatted(transactions));
    }
  }

  private static Connection connect(Db.Address address) throws SQLException {
    return DriverManager.getConnection(address.url(), address.user(), address.password());
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> list(Connection connection, String sql) throws SQLException {
    var found = new ArrayList<String>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) found.add(rows.getString(1));
    }
    return found;
  }
}
