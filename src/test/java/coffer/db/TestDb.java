package coffer.db;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// Real PostgreSQL for tests: one server a JVM, one migrated template, and for each test class a
/// copy of its own:
///
/// ```java
/// @AutoClose private static final Db db = TestDb.create();
/// ```
///
/// What earlier runs left behind is dropped at the start. fsync is off: nothing here outlives a
/// crash of the machine.
public final class TestDb {
  private static final long PID = ProcessHandle.current().pid();
  private static final String TEMPLATE = "template_" + PID;
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Map<String, String> SETTINGS =
      Map.of(
          "fsync", "off",
          "synchronous_commit", "off",
          "full_page_writes", "off",
          "max_connections", "400",
          "shared_preload_libraries", "pg_stat_statements",
          "pg_stat_statements.track_planning", "on",
          "autovacuum_naptime", "1h");

  private TestDb() {}

  /// A new database with the whole schema and no rows.
  public static Db create() {
    return Db.open(address(), 10);
  }

  /// The address of a new database, for tests that open several pools ("nodes") on it.
  public static Db.Address address() {
    var name = "test_" + PID + "_" + COUNT.incrementAndGet();
    Server.copy(name);
    return Server.at(name);
  }

  /// The folder of the server's programs, for a test that starts a server of its own.
  static Path programs() {
    return Server.POSTGRES.programs();
  }

  /// Started by whoever asks first.
  private static final class Server {
    static final EmbeddedPostgres POSTGRES =
        EmbeddedPostgres.start(
            Path.of("target", "test-postgres"),
            new EmbeddedPostgres.Options(SETTINGS, null, EmbeddedPostgres.Owner.SUPERUSER));

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(POSTGRES::close));
      leftovers().forEach(name -> execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)"));
      execute("CREATE DATABASE " + TEMPLATE);
      try (var db = Db.open(at(TEMPLATE), 2)) {
        db.migrate();
      }
    }

    /// Without options, which tests add.
    static Db.Address at(String name) {
      var owner = POSTGRES.owner(name);
      return new Db.Address(owner.url().split("\\?")[0], owner.user(), owner.password());
    }

    /// One at a time: a template must have no other user.
    static synchronized void copy(String name) {
      execute("CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE + " STRATEGY FILE_COPY");
    }

    private static List<String> leftovers() {
      try (var db = Db.open(POSTGRES.owner(), 1)) {
        return db
            .tx(
                tx ->
                    tx.list(
                        "SELECT datname FROM pg_database WHERE datname ~ '^(test|template)_[0-9]'",
                        row -> row.text("datname")))
            .stream()
            .filter(name -> !inUse(Long.parseLong(name.split("_")[1])))
            .toList();
      }
    }

    /// Another test JVM may have joined this server.
    private static boolean inUse(long pid) {
      return pid != PID && ProcessHandle.of(pid).isPresent();
    }

    private static void execute(String sql) {
      var at = POSTGRES.owner();
      try (var connection =
              java.sql.DriverManager.getConnection(at.url(), at.user(), at.password());
          var statement = connection.createStatement()) {
        statement.execute(sql);
      } catch (SQLException e) {
        throw new IllegalStateException(sql, e);
      }
    }
  }

  /// As if a version of the future had been started on the database.
  public static void migrateFurther(Db db) {
    db.run(
        tx ->
            tx.update(
                """
                INSERT INTO flyway_schema_history (installed_rank, version, description, type, script,
                  checksum, installed_by, execution_time, success)
                SELECT max(installed_rank) + 1, '999', 'next', 'SQL', 'V999__next.sql', 1, 'test', 1, true
                FROM flyway_schema_history
                """));
  }
}
