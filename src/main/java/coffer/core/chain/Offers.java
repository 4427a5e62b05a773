package coffer.core.chain;

import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// What the catalogues of the servers that run offer. An asset is enabled while any of them offers
/// it: a server that starts with an older catalogue takes nothing away from those with a newer one.
final class Offers {
  /// A server that was not seen for so long has ended.
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

  /// Says that a server runs.
  ///
  /// @return whether that, or a server that ended, changes what is enabled
  boolean beat(Tx tx, UUID server, Instant now) {
    var known =
        tx.update("UPDATE server SET seen_at = ?, offers = ? WHERE id = ?", now, own(), server);
    if (known == 0) {
      tx.update("INSERT INTO server (id, seen_at, offers) VALUES (?, ?, ?)", server, now, own());
    }
    int ended = tx.update("DELETE FROM server WHERE seen_at < ?", now.minus(SERVER_TIMEOUT));
    return known == 0 || ended > 0;
  }

  /// Says that a server ends.
  ///
  /// @return whether others run: what the last one offered stays as it is
  boolean leave(Tx tx, UUID server) {
    tx.update("DELETE FROM server WHERE id = ?", server);
    return tx.one("SELECT 1 AS one FROM server LIMIT 1", _ -> true).isPresent();
  }

  /// Enables what the running servers offer, and nothing else.
  void apply(Tx tx) {
    enable(tx, List.of());
  }

  /// The same where no server runs so far: its own offers count as well.
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
    // Every block of a simulated chain is looked through for all of its assets.
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
