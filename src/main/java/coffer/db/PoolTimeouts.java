package coffer.db;

import java.time.Duration;
import java.util.Properties;

/// How long the connections of one pool wait, and for what. Without an end a wait for a machine
/// that lost its power lasts as long as the kernel's defaults: two hours.
///
/// A node that dies without a word in a transaction holds its rows until the server ends its
/// session: for [#idle] after its last statement. Others wait for a lock a little longer than that,
/// so that they get it.
///
/// @param connection for a free connection of the pool, and for a new one
/// @param statement for one statement, measured by the server; 0 = no end
/// @param answer for the next bytes of an answer; 0 = no end. Longer than `statement`: the server
///     speaks first where it can. When it is over, the connection is given up
/// @param lock for a lock, measured by the server; 0 = no end
/// @param idle for the next statement of an open transaction, measured by the server; 0 = no end
public record PoolTimeouts(
    Duration connection, Duration statement, Duration answer, Duration lock, Duration idle) {
  /// Of requests: who asked does not wait longer.
  public static final PoolTimeouts REQUEST = seconds(5, 5, 10, 5, 15);

  /// Of a server's workers and commands. Results that are read piece by piece ([Tx#each]) may take
  /// longer: each piece counts alone.
  public static final PoolTimeouts NODE = seconds(10, 30, 35, 20, 15);

  /// Of a question that must be answered soon, or is answered with no: of health checks.
  public static final PoolTimeouts PROBE = seconds(1, 1, 1, 1, 5);

  /// Migrations may take hours, and nodes that start together wait for the one that migrates. Only
  /// a server that is gone ends it: see [KeepAliveSockets].
  static final PoolTimeouts MIGRATION = seconds(10, 0, 0, 0, 0);

  private static final int UNACKNOWLEDGED_MS = 15_000;

  private static PoolTimeouts seconds(
      int connection, int statement, int answer, int lock, int idle) {
    return new PoolTimeouts(
        Duration.ofSeconds(connection),
        Duration.ofSeconds(statement),
        Duration.ofSeconds(answer),
        Duration.ofSeconds(lock),
        Duration.ofSeconds(idle));
  }

  /// The driver's side.
  void apply(Properties driver) {
    driver.setProperty("loginTimeout", String.valueOf(connection.toSeconds()));
    driver.setProperty("connectTimeout", String.valueOf(Math.min(5, connection.toSeconds())));
    driver.setProperty("socketTimeout", String.valueOf(answer.toSeconds()));
    driver.setProperty("tcpKeepAlive", "true");
    driver.setProperty("socketFactory", KeepAliveSockets.class.getName());
  }

  /// The server's side: what a new session sets.
  String sql() {
    return """
    SET statement_timeout = %d; SET lock_timeout = %d; SET idle_in_transaction_session_timeout = %d;
    SET tcp_keepalives_idle = %d; SET tcp_keepalives_interval = %d; SET tcp_keepalives_count = %d;
    SET tcp_user_timeout = %d;
    """
        .formatted(
            statement.toMillis(),
            lock.toMillis(),
            idle.toMillis(),
            KeepAliveSockets.IDLE,
            KeepAliveSockets.INTERVAL,
            KeepAliveSockets.COUNT,
            UNACKNOWLEDGED_MS);
  }
}
