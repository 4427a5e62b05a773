package coffer.db;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/// Opens database sessions at the present address of the database: an embedded server that was
/// started again may have another port.
record DatabaseSessions(Supplier<Db.Address> address, PoolTimeouts timeouts) implements DataSource {
  @Override
  public Connection getConnection() throws SQLException {
    var at = address.get();
    var connection = new Driver().connect(at.url(), properties(at));
    if (connection == null) throw new SQLException("not a URL of PostgreSQL: " + at, "08001");
    return connection;
  }

  private Properties properties(Db.Address at) {
    var properties = new Properties();
    properties.setProperty("user", at.user());
    properties.setProperty("password", at.password());
    // Never a standby: reads would miss what it has not replayed yet.
    properties.setProperty("targetServerType", "primary");
    properties.setProperty("reWriteBatchedInserts", "true");
    properties.setProperty("ApplicationName", "coffer");
    timeouts.apply(properties);
    return properties;
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("the address names the user");
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) {
    // The driver writes no log here.
  }

  @Override
  public void setLoginTimeout(int seconds) {
    // `timeouts` sets it.
  }

  @Override
  public int getLoginTimeout() {
    return (int) timeouts.connection().toSeconds();
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getLogger("org.postgresql");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("wraps nothing");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
