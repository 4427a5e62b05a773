package coffer.http;

import coffer.db.Row;
import coffer.db.Tx;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// Reads the log of requests.
public final class LoggedRequests {
  /// The lines that one page with a filter searches. The next page goes on after them.
  public static final int WINDOW = 10_000;

  /// @param statusClass 2 for 200 to 299, and so on
  /// @param path a part of the path, in any case of letters
  /// @param key public id of a key
  /// @param requestId the whole id
  public record Filter(
      Optional<Integer> statusClass,
      Optional<String> path,
      Optional<UUID> key,
      Optional<String> requestId) {
    boolean isEmpty() {
      return statusClass.isEmpty() && path.isEmpty() && key.isEmpty() && requestId.isEmpty();
    }
  }

  /// A request.
  ///
  /// @param at when it came
  /// @param key public id of its key
  /// @param keyHint first characters of the key
  /// @param error code of the error that it was answered with
  /// @param client empty for a publishable key, whose clients are payers
  public record Line(
      UUID id,
      Instant at,
      UUID key,
      String keyHint,
      String dialect,
      String method,
      String route,
      String path,
      int status,
      Optional<String> error,
      String requestId,
      int millis,
      Optional<String> client) {}

  /// Newest first.
  ///
  /// @param lines with a filter there may be few, even none, before the last page
  /// @param next id at which the next page begins; empty on the last page
  public record Page(List<Line> lines, Optional<UUID> next) {}

  private static final UUID END = new UUID(-1, -1);

  /// @param before the last id of the previous page
  public Page page(Tx tx, long projectId, Filter filter, Optional<UUID> before, int limit) {
    var from = before.orElse(END);
    int window = filter.isEmpty() ? limit + 1 : WINDOW;
    var found = find(tx, projectId, filter, from, window, limit + 1);
    if (found.size() > limit) {
      var shown = found.subList(0, limit);
      return new Page(shown, Optional.of(shown.getLast().id));
    }
    return new Page(found, filter.isEmpty() ? Optional.empty() : end(tx, projectId, from));
  }

  private static List<Line> find(
      Tx tx, long projectId, Filter filter, UUID from, int window, int limit) {
    var sql =
        new StringBuilder(
            """
            SELECT l.*, k.public_id AS key, k.hint FROM (
              SELECT * FROM request_log WHERE project_id = ? AND id < ? ORDER BY id DESC LIMIT ?) l
            JOIN api_key k ON k.id = l.key_id WHERE true
            """);
    var args = new ArrayList<Object>(List.of(projectId, from, window));
    filter.statusClass().ifPresent(it -> and(sql, args, " AND l.status / 100 = ?", it));
    filter
        .path()
        .ifPresent(
            it ->
                and(
                    sql,
                    args,
                    " AND position(? IN lower(l.path)) > 0",
                    it.toLowerCase(Locale.ROOT)));
    filter.key().ifPresent(it -> and(sql, args, " AND k.public_id = ?", it));
    filter.requestId().ifPresent(it -> and(sql, args, " AND l.request_id = ?", it));
    and(sql, args, " ORDER BY l.id DESC LIMIT ?", limit);
    return tx.list(sql.toString(), LoggedRequests::line, args.toArray());
  }

  private static void and(StringBuilder sql, List<Object> args, String condition, Object value) {
    sql.append(condition);
    args.add(value);
  }

  /// The last id of a window that is full.
  private static Optional<UUID> end(Tx tx, long projectId, UUID from) {
    return tx.one(
        """
        SELECT id FROM request_log WHERE project_id = ? AND id < ? ORDER BY id DESC OFFSET ? LIMIT 1
        """,
        row -> row.uuid("id"),
        projectId,
        from,
        WINDOW - 1);
  }

  /// The projects that have lines.
  static List<Long> projects(Tx tx) {
    return tx.list(
        """
        WITH RECURSIVE shop (id) AS (
          (SELECT project_id FROM request_log ORDER BY project_id LIMIT 1)
          UNION ALL
          SELECT (SELECT l.project_id FROM request_log l WHERE l.project_id > s.id ORDER BY l.project_id LIMIT 1)
          FROM shop s WHERE s.id IS NOT NULL)
        SELECT id FROM shop WHERE id IS NOT NULL
        """,
        row -> row.number("id"));
  }

  private static Line line(Row row) throws SQLException {
    return new Line(
        row.uuid("id"),
        row.instant("at"),
        row.uuid("key"),
        row.text("hint"),
        row.text("dialect"),
        row.text("method"),
        row.text("route"),
        row.text("path"),
        row.integer("status"),
        row.maybeText("error"),
        row.text("request_id"),
        row.integer("millis"),
        row.maybeText("client"));
  }
}
