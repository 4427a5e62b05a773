package coffer.core.chain;

import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Which assets the catalogues of the running servers offer. An asset is enabled while any of them
/// offers it, so that a server with an older catalogue does not disable assets of a newer one.
final class Offers {
  /// A server that was not seen for this long counts as ended.
  static final Duration SERVER_TIMEOUT = Duration.ofMinutes(1);

  private final List<String> own;

  Offers(Catalogue catalogue) {
    this.own =
        catalogue.chains().stream()
            .flatMap(
                chain ->
                    chain.assets().stream()
                        .filter(Catalogue.AssetEntry::enabled)
                        .map(asset -> chain.name() + ":" + asset.code()))
            .toList();
  }

  /// Records that a server runs.
  ///
  /// @return whether the enabled assets may change: this server is new, or another one ended
  boolean beat(Tx tx, UUID server, Instant now) {
    var known =
        tx.update("UPDATE server SET seen_at = ?, offers = ? WHERE id = ?", now, own(), server);
    if (known == 0) {
      tx.update("INSERT INTO server (id, seen_at, offers) VALUES (?, ?, ?)", server, now, own());
    }
    int ended = tx.update("DELETE FROM server WHERE seen_at < ?", now.minus(SERVER_TIMEOUT));
    return known == 0 || ended > 0;
  }

  /// Records that a server ends.
  ///
  /// @return whether others run; if not, the assets of the last one stay enabled
  boolean leave(Tx tx, UUID server) {
    tx.update("DELETE FROM server WHERE id = ?", server);
    return tx.one("SELECT 1 AS one FROM server LIMIT 1", _ -> true).isPresent();
  }

  /// Enables exactly the assets that the running servers offer.
  void apply(Tx tx) {
    enable(tx, List.of());
  }

  /// The same on a database without a running server: also enables what this catalogue offers.
  void applyWithOwn(Tx tx) {
    enable(tx, own);
  }

  private static void enable(Tx tx, List<String> more) {
    tx.update(
        """
        WITH offered AS (
          SELECT unnest(offers) AS name FROM server UNION SELECT unnest(?::text[])
        ), wanted AS (
          SELECT a.id, c.name || ':' || a.code IN (SELECT name FROM offered) AS enabled
          FROM asset a JOIN chain c ON c.id = a.chain_id
        )
        UPDATE asset SET enabled = wanted.enabled FROM wanted
        WHERE asset.id = wanted.id AND asset.enabled <> wanted.enabled
        """,
        new Arr("text", more));
    // A simulated chain is read for all of its assets from its first block on.
    tx.update(
        """
        INSERT INTO reading (asset_id, mode, since)
        SELECT a.id, a.mode, 0 FROM asset a JOIN chain c ON c.id = a.chain_id
        WHERE c.organization_id IS NOT NULL AND a.enabled
          AND NOT EXISTS (SELECT FROM reading r WHERE r.asset_id = a.id AND r.mode = a.mode)
        ON CONFLICT DO NOTHING
        """);
  }

  private Arr own() {
    return new Arr("text", own);
  }
}
