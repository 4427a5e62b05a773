package coffer.core.operation;

import coffer.db.Json;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Tx.Jsonb;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What each running server is and how it is configured. The report of a server ends with its row
/// of `server`.
public final class ServerReports {
  /// @param config values by the key of the configuration, without secrets
  public record Report(
      UUID server, String version, Instant startedAt, Instant seenAt, Map<String, String> config) {}

  /// Adds the report of a server, if it runs and has none yet.
  public void add(
      Tx tx, UUID server, String version, Instant startedAt, Map<String, String> config) {
    tx.update(
        """
        INSERT INTO server_report (server_id, version, started_at, config)
        SELECT id, ?, ?, ? FROM server WHERE id = ? ON CONFLICT (server_id) DO NOTHING
        """,
        version,
        startedAt,
        new Jsonb(config),
        server);
  }

  /// The one that started first at the beginning.
  public List<Report> list(Tx tx) {
    return tx.list(
        """
        SELECT s.id, s.seen_at, r.version, r.started_at, r.config
        FROM server s JOIN server_report r ON r.server_id = s.id ORDER BY r.started_at, s.id
        """,
        ServerReports::report);
  }

  private static Report report(Row row) throws SQLException {
    var config = new LinkedHashMap<String, String>();
    if (Json.read(row.text("config"), Object.class) instanceof Map<?, ?> values) {
      values.forEach((key, value) -> config.put(String.valueOf(key), String.valueOf(value)));
    }
    return new Report(
        row.uuid("id"),
        row.text("version"),
        row.instant("started_at"),
        row.instant("seen_at"),
        config);
  }
}
