package coffer.core.operation;

import coffer.core.chain.Asset;
import coffer.core.chain.Chains;
import coffer.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What waits on a server.
public final class Queues {
  /// Larger numbers are shown as this and "or more".
  public static final int COUNTED = 10_000;

  private final Chains chains;

  public Queues(Chains chains) {
    this.chains = chains;
  }

  /// @param count at most [#COUNTED]
  /// @param oldest since when the oldest of them waits
  public record Waiting(long count, Optional<Instant> oldest) {}

  /// A URL that does not take webhooks at present.
  ///
  /// @param project public id
  /// @param deliveries how many wait after an attempt that failed
  /// @param attempts the most attempts of one of them
  public record Failing(
      UUID project, String organization, String url, long deliveries, int attempts) {}

  /// Confirmed top-ups of prepaid balances that wait for an exchange rate.
  public record TopUp(Asset asset, long payments, Instant oldest) {}

  /// Deliveries of webhooks that are due.
  public Waiting deliveries(Tx tx, Instant now) {
    return tx.only(
        """
        SELECT count(*) AS n, min(due_at) AS oldest FROM (
          SELECT due_at FROM delivery WHERE status = 'due' AND due_at <= ? LIMIT ?) each
        """,
        row -> new Waiting(row.number("n"), row.maybeInstant("oldest")),
        now,
        COUNTED);
  }

  /// The destinations with the most deliveries that failed and are tried again.
  public List<Failing> failing(Tx tx, int limit) {
    return tx.list(
        """
        SELECT p.public_id, o.name AS organization, t.url, f.deliveries, f.attempts
        FROM (
          SELECT destination_id, count(*) AS deliveries, max(attempts) AS attempts
          FROM (SELECT destination_id, attempts FROM delivery WHERE status = 'due' AND attempts > 0 LIMIT ?) each
          GROUP BY destination_id ORDER BY count(*) DESC, destination_id LIMIT ?) f
        JOIN destination t ON t.id = f.destination_id JOIN project p ON p.id = t.project_id
        JOIN organization o ON o.id = p.organization_id
        ORDER BY f.deliveries DESC, f.destination_id
        """,
        row ->
            new Failing(
                row.uuid("public_id"),
                row.text("organization"),
                row.text("url"),
                row.number("deliveries"),
                row.integer("attempts")),
        COUNTED,
        limit);
  }

  /// Transfers to tracked addresses that are not reported yet.
  public Waiting trackedTransfers(Tx tx) {
    return tx.only(
        """
        SELECT count(*) AS n, min(seen_at) AS oldest FROM (
          SELECT seen_at FROM tracked_transfer WHERE status = 'waiting' LIMIT ?) each
        """,
        row -> new Waiting(row.number("n"), row.maybeInstant("oldest")),
        COUNTED);
  }

  /// By asset.
  public List<TopUp> topUps(Tx tx) {
    return tx.list(
        """
        SELECT t.asset_id, count(*) AS n, min(m.confirmed_at) AS oldest
        FROM (SELECT * FROM top_up WHERE rate IS NULL LIMIT ?) t JOIN movement m ON m.id = t.movement_id
        WHERE m.status = 'confirmed' GROUP BY t.asset_id ORDER BY t.asset_id
        """,
        row ->
            new TopUp(
                chains.asset(row.integer("asset_id")), row.number("n"), row.instant("oldest")),
        COUNTED);
  }
}
