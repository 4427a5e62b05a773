package coffer.core.rate;

import coffer.core.money.Denomination;
import coffer.db.Row;
import coffer.db.Tx;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The table `rate`. Rows are only added.
final class RateStore {
  private RateStore() {}

  /// The last rate of each pair and source at that time, or the first one if there was none yet.
  ///
  /// Jumps from series to series and reads one row of each, so that the length of the history does
  /// not matter.
  static List<Rate> lastAt(Tx tx, Instant time) {
    return tx.list(
        """
        WITH RECURSIVE series AS (
          (SELECT base, quote, source FROM rate ORDER BY base, quote, source LIMIT 1)
          UNION ALL
          SELECT next.base, next.quote, next.source
          FROM series s CROSS JOIN LATERAL (
            SELECT r.base, r.quote, r.source FROM rate r
            WHERE (r.base, r.quote, r.source) > (s.base, s.quote, s.source)
            ORDER BY r.base, r.quote, r.source LIMIT 1
          ) next
        )
        SELECT s.base, s.quote, s.source,
               coalesce(before.at, after.at) AS at, coalesce(before.value, after.value) AS value
        FROM series s
        LEFT JOIN LATERAL (
          SELECT r.at, r.value FROM rate r
          WHERE r.base = s.base AND r.quote = s.quote AND r.source = s.source AND r.at <= ?
          ORDER BY r.at DESC LIMIT 1
        ) before ON true
        LEFT JOIN LATERAL (
          SELECT r.at, r.value FROM rate r
          WHERE before.at IS NULL
            AND r.base = s.base AND r.quote = s.quote AND r.source = s.source
          ORDER BY r.at LIMIT 1
        ) after ON true
        """,
        RateStore::rate,
        time);
  }

  /// Adds the rates and ignores those that exist. Sorts by the key, so that two nodes that add the
  /// same rates do not deadlock.
  static void add(Tx tx, List<Rate> rates) {
    tx.batch(
        """
        INSERT INTO rate (base, quote, source, at, value) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (base, quote, source, at) DO NOTHING
        """,
        rates.stream().sorted(Rate.BY_KEY).map(RateStore::row).toList());
  }

  private static @Nullable Object[] row(Rate rate) {
    return new Object[] {
      rate.base().code(), rate.quote().code(), rate.source(), rate.at(), rate.value()
    };
  }

  private static Rate rate(Row row) throws SQLException {
    return new Rate(
        new Denomination(row.text("base")),
        new Denomination(row.text("quote")),
        row.decimal("value"),
        row.text("source"),
        row.instant("at"));
  }
}
