package coffer.db;

import java.time.Duration;
import java.util.Properties;

/// How long the connections of one pool wait, and for what. Without a limit, a wait for a machine
/// that lost its power lasts as long as the kernel's defaults: two hours.
///
/// If a node disappears in the middle of a transaction, its rows stay locked until the server ends
/// its session, [#idle] after its last statement. [#NODE] waits for a lock a little longer than
/// that, so that other workers get the lock.
///
/// @param connection for a free connection of the pool, and for a new one
/// @param statement for one statement, measured by the server; 0 = no limit
/// @param answer for the next bytes of a response; 0 = no limit. Longer than `statement` except in
///     [#PROBE], so that the server reports first where it can. After it, the connection is given
///     up
/// @param lock for a lock, measured by the server; 0 = no limit
/// @param idle for the next statement of an open transaction, measured by the server; 0 = no limit
public record PoolTimeouts(
    Duration connection, Duration statement, Duration answer, Duration lock, Duration idle) {
  /// For requests: clients do not wait longer.
  public static final PoolTimeouts REQUEST = seconds(5, 5, 10, 5, 15);

  /// For a server's workers and commands. A result that is read in pieces ([Tx#each]) may take
  /// longer: the limit applies to each piece.
  public static final PoolTimeouts NODE = seconds(10, 30, 35, 20, 15);

  /// For health checks, which must be answered soon, or count as failed.
  public static final PoolTimeouts PROBE = seconds(1, 1, 1, 1, 5);

  /// For migrations, which may take hours; nodes that start together wait for the one that
  /// migrates. Only the loss of the server ends the wait: see [KeepAliveSockets].
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

  /// Sets the timeouts that the driver measures.
  void apply(Properties driver) {
    driver.setProperty("loginTimeout", String.valueOf(connection.toSeconds()));
    driver.setProperty("connectTimeout", String.valueOf(Math.min(5, connection.toSeconds())));
    driver.setProperty("socketTimeout", String.valueOf(answer.toSeconds()));
    driver.setProperty("tcpKeepAlive", "true");
    driver.setProperty("socketFactory", KeepAliveSockets.class.getName());
  }

  /// The statements that set the timeouts of a new session in the server.
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
