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

/// How far the addresses of each chain were compared: a round goes on where it was, whichever node
/// does it.
public final class ReconciliationRounds {
  /// @param before addresses of lower ids are still to be compared; empty = no round is under way
  /// @param since when comparing began
  /// @param ended when the last whole round did
  /// @param unanswered balances that no node told in the present round, or in the last one
  /// @param failure why it does not go on
  public record Round(
      int chainId,
      RoundPart part,
      Optional<Long> before,
      Instant since,
      Optional<Instant> ended,
      int unanswered,
      Optional<String> failure) {
    /// Since when no round was whole.
    public Instant freshAt() {
      return ended.orElse(since);
    }
  }

  /// The round to go on with, begun if there is none under way.
  ///
  /// @return below which id it goes on; empty if it is not due
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
        part.text(),
        Long.MAX_VALUE,
        now,
        now,
        now);
  }

  /// Goes on, or ends the round.
  ///
  /// @param before where it goes on; empty = it is whole
  /// @param unanswered balances that no node told
  /// @param pause until it goes on
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
            .with("part", part.text()));
  }

  /// Records why none of a chain's rounds goes on.
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
        RoundPart.of(row.text("part")),
        row.maybeNumber("before_id"),
        row.instant("since"),
        row.maybeInstant("ended_at"),
        row.integer("unanswered"),
        row.maybeText("failure"));
  }
}
