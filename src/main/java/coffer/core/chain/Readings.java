package coffer.core.chain;

import coffer.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Which assets the readers of a chain look for, stored in the database. An asset is quoted only if
/// it has such a row, and a block is booked only by a reader that looks for all of these assets. So
/// no server quotes an asset that the server which reads the chain does not see.
public final class Readings {
  /// An asset that a reader of its chain must look for.
  ///
  /// @param read whether it may be quoted; if not, reading of it may begin
  /// @param since the first height whose block was read for it; empty = not known
  /// @param gap whether an older version, which kept no such record, quoted it before that height
  public record Reading(Asset asset, boolean read, Optional<Long> since, boolean gap) {}

  /// The short form of a [Reading].
  ///
  /// @param coin whether it is the chain's own coin
  public record Row(int assetId, boolean coin, boolean read) {}

  private static final String WANTED =
      """
      FROM asset a LEFT JOIN reading r ON r.asset_id = a.id
      WHERE a.chain_id = ? AND (a.enabled OR r.asset_id IS NOT NULL) ORDER BY a.id
      """;

  /// The assets of a chain that are read, and those that the catalogue offers.
  public List<Reading> of(Tx tx, Chain chain) {
    return tx.list(
        "SELECT a.*, r.asset_id IS NOT NULL AS read, r.since, coalesce(r.gap, false) AS gap "
            + WANTED,
        row ->
            new Reading(
                Chains.asset(row), row.bool("read"), row.maybeNumber("since"), row.bool("gap")),
        chain.id());
  }

  /// The same assets in short form.
  public List<Row> rows(Tx tx, Chain chain) {
    return tx.list(
        "SELECT a.id, a.contract IS NULL AS coin, r.asset_id IS NOT NULL AS read " + WANTED,
        row -> new Row(row.integer("id"), row.bool("coin"), row.bool("read")),
        chain.id());
  }

  /// The ids of all assets that are read.
  public Set<Integer> all(Tx tx) {
    return Set.copyOf(tx.list("SELECT asset_id FROM reading", row -> row.integer("asset_id")));
  }

  public boolean reads(Tx tx, Asset asset) {
    return tx.one(
            "SELECT 1 AS one FROM reading WHERE asset_id = ? AND mode = ?",
            _ -> true,
            asset.id(),
            asset.mode().text())
        .isPresent();
  }

  /// Records that an asset is read from a height on. If it already has a height, keeps that one,
  /// and records that its gap is closed.
  public void begin(Tx tx, Asset asset, long since) {
    tx.update(
        """
        INSERT INTO reading (asset_id, mode, since) VALUES (?, ?, ?)
        ON CONFLICT (asset_id, mode) DO UPDATE SET since = coalesce(reading.since, excluded.since), gap = false
        """,
        asset.id(),
        asset.mode().text(),
        since);
  }

  /// The assets for which to create a reader: those that are wanted, and those that may still be
  /// paid, because they were quoted once or have a deposit address. Stops reading the others.
  public List<Asset> open(Tx tx, Chain chain, Predicate<Asset> wanted) {
    var all = of(tx, chain);
    for (var each : all) {
      if (each.read() && !wanted.test(each.asset())) end(tx, each.asset());
    }
    return of(tx, chain).stream()
        .filter(each -> each.read() || wanted.test(each.asset()))
        .map(Reading::asset)
        .toList();
  }

  /// Stops reading an asset, unless it was quoted or has a deposit address.
  private static void end(Tx tx, Asset asset) {
    // The lock waits for quotes and addresses that are being created, so that the next statement
    // sees them.
    tx.update("LOCK TABLE quote, deposit_address IN SHARE ROW EXCLUSIVE MODE");
    tx.update(
        """
        DELETE FROM reading WHERE asset_id = ?
          AND NOT EXISTS (SELECT FROM quote WHERE quote.asset_id = reading.asset_id)
          AND NOT EXISTS (SELECT FROM deposit_address d WHERE d.asset_id = reading.asset_id)
        """,
        asset.id());
  }

  /// When the asset was first quoted; empty if never.
  public Optional<Instant> firstQuote(Tx tx, Asset asset) {
    return tx.only(
        "SELECT min(created_at) AS at FROM quote WHERE asset_id = ?",
        row -> row.maybeInstant("at"),
        asset.id());
  }
}
