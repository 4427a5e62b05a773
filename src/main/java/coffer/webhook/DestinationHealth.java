package coffer.webhook;

import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How a destination of a whole project answers. Test events do not count.
///
/// @param succeededAt the last attempt that the receiver accepted
/// @param failedAt the last attempt that it did not accept
/// @param failingSince the first attempt since then that it did not accept; empty if it accepted
///     the last one
/// @param error of the last failure: the HTTP status, or why there was no answer
/// @param due deliveries that are due or being sent, at most [#MAX_COUNTED]
public record DestinationHealth(
    Optional<Instant> succeededAt,
    Optional<Instant> failedAt,
    Optional<Instant> failingSince,
    Optional<String> error,
    int due) {

  /// The server counts due deliveries up to this number.
  public static final int MAX_COUNTED = 500;

  static final DestinationHealth NONE =
      new DestinationHealth(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 0);

  /// By row id of the destination. Deliveries of one path are one lane: of destinations with the
  /// same path, the oldest due deliveries of the lane are counted.
  static Map<Long, DestinationHealth> of(Tx tx, Collection<Long> destinations) {
    var found = new HashMap<Long, DestinationHealth>();
    tx.list(
            """
            SELECT t.id, h.succeeded_at, h.failed_at, h.failing_since, h.error, due.n
            FROM destination t LEFT JOIN destination_health h ON h.destination_id = t.id
            CROSS JOIN LATERAL (
              SELECT (count(*) FILTER (WHERE d.destination_id = t.id))::integer AS n FROM (
                SELECT destination_id FROM delivery
                WHERE project_id = t.project_id AND lane = t.lane AND status = 'due'
                ORDER BY due_at LIMIT ?) d) due
            WHERE t.id = ANY (?)
            """,
            row -> Map.entry(row.number("id"), health(row)),
            MAX_COUNTED,
            new Arr("bigint", List.copyOf(destinations)))
        .forEach(each -> found.put(each.getKey(), each.getValue()));
    return found;
  }

  private static DestinationHealth health(Row row) throws SQLException {
    return new DestinationHealth(
        row.maybeInstant("succeeded_at"),
        row.maybeInstant("failed_at"),
        row.maybeInstant("failing_since"),
        row.maybeText("error"),
        row.integer("n"));
  }
}
