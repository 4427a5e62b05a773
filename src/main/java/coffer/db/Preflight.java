package coffer.db;

import coffer.operator.UserError;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Checks an external database before it is used, so that a problem is reported in one sentence.
public final class Preflight {
  private static final int MIN_VERSION = 160_000;
  private static final Duration CONNECT_RETRY = Duration.ofSeconds(5);
  private static final Duration START_RETRY = Duration.ofSeconds(30);
  private static final Pattern HOSTS = Pattern.compile("jdbc:postgresql://([^/]+)/([^?]+).*");
  private static final Pattern NO_PREPARED = Pattern.compile("[?&]prepareThreshold=0(&|$)");

  private Preflight() {}

  /// Retries for 5 s if the server cannot be reached, and for 30 s while it is starting.
  ///
  /// @return warnings for the log: what works, but not as well as it should
  /// @throws UserError with the reason, if this database cannot be used
  public static List<String> check(Db.Address address) {
    return check(address, MIN_VERSION);
  }

  static List<String> check(Db.Address address, int oldest) {
    var sessions = new DatabaseSessions(() -> address, PoolTimeouts.NODE);
    try (var one = connect(sessions, address);
        var other = sessions.getConnection()) {
      version(one, address, oldest);
      if (!pooled(one, other)) return List.of();
      if (NO_PREPARED.matcher(address.url()).find()) return List.of(POOLED);
      throw new UserError(
          "the database at "
              + hosts(address)
              + " is behind a pooler that gives each transaction another session (pgbouncer in"
              + " transaction mode): use its session mode, or PostgreSQL's own port, or add"
              + " prepareThreshold=0 to database.url and read docs/operations.md");
    } catch (SQLException e) {
      throw new UserError(reason(e, address), e);
    }
  }

  private static final String POOLED =
      "the database is behind a pooler that gives each transaction another session: Coffer's"
          + " timeouts hold only if they are set for the role, see docs/operations.md";

  private static Connection connect(DatabaseSessions sessions, Db.Address address) {
    long began = System.nanoTime();
    while (true) {
      try {
        return sessions.getConnection();
      } catch (SQLException e) {
        var patience = patience(e);
        if (System.nanoTime() - began >= patience.toNanos()) {
          throw new UserError(reason(e, address), e);
        }
        pause();
      }
    }
  }

  private static Duration patience(SQLException failure) {
    return switch (Db.sqlState(failure)) {
      case "57P03" -> START_RETRY;
      case "08001", "08006" -> CONNECT_RETRY;
      default -> Duration.ZERO;
    };
  }

  private static void version(Connection connection, Db.Address address, int oldest)
      throws SQLException {
    if (Integer.parseInt(ask(connection, "SHOW server_version_num")) >= oldest) return;
    throw new UserError(
        "the database at %s is PostgreSQL %s: version 16 or newer is needed"
            .formatted(hosts(address), ask(connection, "SHOW server_version").split(" ", 2)[0]));
  }

  /// Whether two connections share a session, or one changes its session: only a pooler does that.
  private static boolean pooled(Connection one, Connection other) throws SQLException {
    var first = session(one);
    other.setAutoCommit(false);
    var second = session(other);
    var third = session(one);
    other.rollback();
    return first.equals(second) || !first.equals(third);
  }

  private static String session(Connection connection) throws SQLException {
    return ask(connection, "SELECT pg_backend_pid()");
  }

  private static String ask(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var answer = statement.executeQuery(sql)) {
      answer.next();
      return answer.getString(1);
    }
  }

  /// Why the database could not be used, for people. May name host, port and user, never the
  /// password.
  static String reason(Throwable failure, Db.Address address) {
    var sql = sql(failure);
    if (sql.isEmpty()) return String.valueOf(failure.getMessage());
    var state = Db.sqlState(sql.get());
    var message =
        String.valueOf(sql.get().getMessage()).replaceFirst("^(FATAL|ERROR): ", "").strip();
    var line = message.lines().findFirst().orElse("");
    var where = "the database at " + hosts(address);
    if (state.startsWith("08")) return where + " cannot be reached: " + network(failure, line);
    return switch (state) {
      case "28P01", "28000" -> where + " refuses the user " + address.user() + ": " + line;
      case "42501" ->
          "the user " + address.user() + " may not change the schema of its database: " + line;
      default -> where + " cannot be used: " + line;
    };
  }

  private static Optional<SQLException> sql(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException e && e.getSQLState() != null) return Optional.of(e);
    }
    return Optional.empty();
  }

  private static String network(Throwable failure, String line) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case UnknownHostException _ -> {
          return "there is no host of that name";
        }
        case SocketTimeoutException _ -> {
          return "it does not answer";
        }
        case NoRouteToHostException _ -> {
          return "there is no route to it";
        }
        case ConnectException _ -> {
          return "nothing listens there";
        }
        default -> {
          continue;
        }
      }
    }
    // The driver's message when several waits in a row took too long.
    return line.contains("timed out") ? "it does not answer" : line;
  }

  private static String hosts(Db.Address address) {
    var parts = HOSTS.matcher(address.url());
    return parts.matches() ? parts.group(1) : address.url();
  }

  private static void pause() {
    try {
      Thread.sleep(250);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
