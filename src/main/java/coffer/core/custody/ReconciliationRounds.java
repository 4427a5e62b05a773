package coffer.core.custody;

import coffer.core.chain.Chain;
import coffer.db.Args;
import coffer.db.Row;
import coffer.db.Tx;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Stores the progress of reconciliation for each chain. Any server of a cluster can continue a
/// round.
public final class ReconciliationRounds {
  /// @param before addresses with lower ids are still to be compared; empty = no round is in
  ///     progress
  /// @param since when the first round began
  /// @param ended when the last complete round ended; empty = none yet
  /// @param unanswered how many balances no node reported in the current round, or in the last one
  ///     if none is in progress
  /// @param failure why the rounds of the chain do not continue; empty = they do
  public record Round(
      int chainId,
      RoundPart part,
      Optional<Long> before,
      Instant since,
      Optional<Instant> ended,
      int unanswered,
      Optional<String> failure) {
    /// When the last complete round ended; before that, when the first round began.
    public Instant freshAt() {
      return ended.orElse(since);
    }
  }

  /// Returns where to continue the round; starts a new one if none is in progress.
  ///
  /// @return compare addresses with ids below this one; empty if nothing is due yet
  public Optional<Long> due(Tx tx, Chain chain, RoundPart part, Instant now) {
    return tx.one(
        """
        INSERT INTO custody_round AS r (chain_id, part, before_id, due_at, began_at, since, unanswered)
        VALUES (?, ?, ?, ?, ?, ?, 0)
        ON CONFLICT (chain_id, part) DO UPDATE SET
          before_id = coalesce(r.before_id, excluded.before_id),
          began_at = CASE WHEN r.before_id IS NULL THEN excluded.began_at ELSE r.began_at END,
          unanswered = CASE WHEN r.before_id IS NULL THEN 0 ELSE r.unanswered END
        WHERE r.due_at <= excluded.due_at
        RETURNING before_id
        """,
        row -> row.number("before_id"),
        chain.id(),
        part,
        Long.MAX_VALUE,
        now,
        now,
        now);
  }

  /// Records the progress of a round, or its end, and clears the failure.
  ///
  /// @param before where to continue; empty = the round is complete
  /// @param unanswered how many balances no node reported since the last call
  /// @param pause how long to wait before the round continues, or the next one starts
  public void advance(
      Tx tx,
      Chain chain,
      RoundPart part,
      Optional<Long> before,
      int unanswered,
      Duration pause,
      Instant now) {
    tx.update(
        """
        UPDATE custody_round SET before_id = :before_id, unanswered = unanswered + :unanswered, failure = NULL,
          ended_at = CASE WHEN :is_empty THEN :now ELSE ended_at END,
          due_at = CASE WHEN :is_empty THEN greatest(began_at + make_interval(secs => :to_seconds), :pause) ELSE :pause END
        WHERE chain_id = :chain_id AND part = :part
        """,
        Args.of("before_id", before)
            .with("unanswered", unanswered)
            .with("is_empty", before.isEmpty())
            .with("now", now)
            .with("to_seconds", part.every().toSeconds())
            .with("pause", now.plus(pause))
            .with("chain_id", chain.id())
            .with("part", part));
  }

  /// Records why the rounds of a chain do not continue.
  public void fail(Tx tx, Chain chain, String why) {
    tx.update("UPDATE custody_round SET failure = ? WHERE chain_id = ?", why, chain.id());
  }

  public List<Round> list(Tx tx) {
    return tx.list(
        "SELECT * FROM custody_round ORDER BY chain_id, part", ReconciliationRounds::round);
  }

  private static Round round(Row row) throws SQLException {
    return new Round(
        row.integer("chain_id"),
        row.name("part", RoundPart.class),
        row.maybeNumber("before_id"),
        row.instant("since"),
        row.maybeInstant("ended_at"),
        row.integer("unanswered"),
        row.maybeText("failure"));
  }
}
