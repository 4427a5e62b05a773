package coffer.db;

import coffer.operator.UserError;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/// The database: a connection pool, transactions and migrations. Transactions run at READ COMMITTED
/// and lock the rows on which they base decisions.
public final class Db implements AutoCloseable {
  /// The most transactions of one [ConnectionShare] that wait for a connection of a pool.
  public static final int MAX_WAITING = 1_000;

  private static final int MAX_ATTEMPTS = 5;
  // SQLSTATEs: connection exceptions, insufficient resources, shutdown and start; and what took
  // longer than [PoolTimeouts] allow: a lock, a statement, a pause in a transaction.
  private static final Pattern AWAY = Pattern.compile("08...|53...|57P0.|55P03|57014|25P03");

  /// Makes PostgreSQL plan a statement once per connection, with indexes, row by row.
  ///
  /// PostgreSQL keeps plans, also in triggers and foreign keys. A plan that was made while a table
  /// was small must suit the large table, and a plan that does not know the LIMIT of a list must
  /// not expect a tenth of the table. So a plan may neither read nor hash a whole table where an
  /// index leads to the rows. Planning a query with an array argument every time would cost more
  /// than running it. Without an index, PostgreSQL reads the whole table all the same. Older
  /// servers would consider that expensive enough to compile the query.
  private static final String PLANNING =
      """
      SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_hashjoin = off;
      SET enable_mergejoin = off; SET random_page_cost = 1.1; SET jit = off""";

  private final HikariDataSource pool;
  private final DatabaseSessions sessions;
  private final Jdbi jdbi;
  // The pool itself lets newcomers overtake waiters, so that some would wait very long.
  private final ConnectionQueue queue;

  private Db(HikariDataSource pool, DatabaseSessions sessions, ConnectionQueue queue) {
    this.pool = pool;
    this.sessions = sessions;
    this.jdbi = Jdbi.create(pool);
    this.queue = queue;
  }

  /// The location of a database, and the role that connects. The URL may name several hosts.
  public record Address(String url, String user, String password) {
    @Override
    public String toString() {
      return url;
    }
  }

  /// Opens a pool for a node's ordinary work.
  ///
  /// @throws RuntimeException if the database cannot be reached within 30 s
  public static Db open(Address address, int connections) {
    return open(() -> address, connections, PoolTimeouts.NODE);
  }

  /// @param address read for each new connection
  public static Db open(Supplier<Address> address, int connections, PoolTimeouts timeouts) {
    return open(address, connections, connections, connections, timeouts);
  }

  /// Opens a divided pool: each [ConnectionShare] holds at most half of it, a narrow one at most a
  /// tenth, both rounded up.
  public static Db shared(Supplier<Address> address, int connections) {
    return open(
        address, connections, (connections + 1) / 2, (connections + 9) / 10, PoolTimeouts.REQUEST);
  }

  private static Db open(
      Supplier<Address> address,
      int connections,
      int perShare,
      int perNarrowShare,
      PoolTimeouts timeouts) {
    var sessions = new DatabaseSessions(address, timeouts);
    var config = new HikariConfig();
    config.setDataSource(sessions);
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(timeouts.connection().toMillis());
    config.setValidationTimeout(Math.min(2_000, timeouts.connection().toMillis() / 2));
    config.setInitializationFailTimeout(30_000);
    config.setPoolName("db");
    config.setConnectionInitSql(PLANNING + "; " + timeouts.sql());
    var queue = new ConnectionQueue(connections, perShare, perNarrowShare, MAX_WAITING);
    return new Db(new HikariDataSource(config), sessions, queue);
  }

  /// Brings the schema up to date. If several nodes call this at once, one of them does the work.
  ///
  /// @throws UserError with the reason, if it cannot be done
  public Schema migrate() {
    return migrate(sessions.address().get());
  }

  /// The same as another role, the owner of the tables. Also corrects the transaction numbers of a
  /// restored dump.
  public static Schema migrate(Address owner) {
    var sessions = new DatabaseSessions(() -> owner, PoolTimeouts.MIGRATION);
    Schema schema;
    try {
      schema = Schema.migrate(sessions);
    } catch (FlywayException e) {
      throw new UserError(
          "the database cannot be brought up to date: " + Preflight.reason(e, owner), e);
    }
    try (var db = open(() -> owner, 1, PoolTimeouts.MIGRATION)) {
      db.run(XidOffset::check);
    }
    return schema;
  }

  public DataSource pool() {
    return pool;
  }

  /// Runs the work in one transaction and commits. Runs it again after a deadlock, a serialization
  /// failure or a [Conflict], 5 times in all. A failed attempt leaves nothing behind in the
  /// database.
  public <T> T tx(Function<Tx, T> work) {
    for (int attempt = 1; ; attempt++) {
      Done<T> done;
      try {
        done = once(work);
      } catch (RuntimeException e) {
        if (attempt == MAX_ATTEMPTS || !mayRetry(e)) throw e;
        pause(attempt);
        continue;
      }
      // Only now: the connection is free again, and a failure in here must not repeat the work.
      done.tx.committed();
      return done.result;
    }
  }

  private record Done<T>(Tx tx, T result) {}

  public void run(Consumer<Tx> work) {
    tx(
        tx -> {
          work.accept(tx);
          return true;
        });
  }

  private <T> Done<T> once(Function<Tx, T> work) {
    var share = ConnectionShare.current();
    awaitTurn(share);
    try {
      return connected(work);
    } finally {
      queue.release(share);
    }
  }

  private void awaitTurn(ConnectionShare share) {
    try {
      if (queue.acquire(share, Duration.ofMillis(pool.getConnectionTimeout()))) return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    throw new ConnectionException(
        new SQLTransientConnectionException("no connection became free in time"));
  }

  private <T> Done<T> connected(Function<Tx, T> work) {
    try (var handle = jdbi.open()) {
      var tx = new Tx(handle);
      handle.begin();
      T result;
      try {
        result = work.apply(tx);
        tx.commit();
      } catch (Throwable e) {
        rollback(handle, e);
        if (e instanceof RuntimeException failure) throw tx.explain(failure);
        throw e;
      }
      return new Done<>(tx, result);
    }
  }

  private static void rollback(Handle handle, Throwable failure) {
    try {
      handle.rollback();
    } catch (RuntimeException suppressed) {
      failure.addSuppressed(suppressed);
    }
  }

  /// The SQLSTATE of the failure, or "" if it does not come from the database.
  public static String sqlState(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException e && e.getSQLState() != null) return e.getSQLState();
    }
    return "";
  }

  /// The database's message for the failure, without the statement and its values. The class name
  /// of the failure if it does not come from the database.
  public static String reason(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException e) return String.valueOf(e.getMessage());
    }
    return failure.getClass().getSimpleName();
  }

  /// Whether the database could not serve a request at present, whatever the request was: it cannot
  /// be reached, is shutting down, has no space or no connection left, or other transactions
  /// conflicted again and again. The request may succeed a moment later.
  public static boolean unavailable(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLTransientConnectionException) return true; // from the pool
      if (cause instanceof SQLException e && e.getSQLState() != null) {
        return mayRetry(e) || AWAY.matcher(e.getSQLState()).matches();
      }
    }
    return false;
  }

  /// A transaction conflicts with another one. It may succeed when it runs again, so [Db#tx] runs
  /// it again.
  public static final class Conflict extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Conflict(String message) {
      super(message);
    }
  }

  private static boolean mayRetry(Throwable failure) {
    if (failure instanceof Conflict) return true;
    var state = sqlState(failure);
    return state.equals("40P01") || state.equals("40001");
  }

  private static void pause(int attempt) {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(5, 20) * attempt);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
