package coffer.core.chain;

import coffer.db.Args;
import coffer.db.Tx;
import coffer.db.Tx.Jsonb;
import coffer.operator.UserError;
import java.util.Optional;

/// Writes the chains and assets of a catalogue into the database.
final class CatalogueRows {
  private CatalogueRows() {}

  /// @param owner the organization of a simulated chain
  /// @throws UserError if the stored chain has another family or mode, or a stored asset another
  ///     contract or other decimals
  static void store(Tx tx, Catalogue.ChainEntry entry, Optional<Long> owner) {
    tx.update(
        """
        INSERT INTO chain (name, network, family, mode, organization_id) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (name, organization_id) DO NOTHING
        """,
        entry.name(),
        entry.network(),
        entry.family(),
        entry.mode().text(),
        owner);
    var stored =
        tx.only(
            "SELECT id, family, mode FROM chain WHERE name = ? AND organization_id IS NOT DISTINCT FROM ?",
            row ->
                new Stored(row.integer("id"), kind(row.text("family"), Mode.of(row.text("mode")))),
            entry.name(),
            owner);
    requireSame(entry, stored.kind);
    int id = stored.id;
    for (var asset : entry.assets()) {
      requirePinned(tx, id, entry, asset);
      store(tx, id, entry.mode(), asset);
    }
    // A simulated chain is read for all of its assets from its first block on.
    if (entry.spec().sandbox()) {
      tx.update(
          """
          INSERT INTO reading (asset_id, mode, since)
          SELECT id, mode, 0 FROM asset WHERE chain_id = ? AND enabled ON CONFLICT DO NOTHING
          """,
          id);
    }
  }

  /// @param kind family and mode
  private record Stored(int id, String kind) {}

  private static String kind(String family, Mode mode) {
    return family + ", " + mode.text();
  }

  /// With another family or mode, stored addresses and bookings would change their meaning.
  private static void requireSame(Catalogue.ChainEntry chain, String stored) {
    var wanted = kind(chain.family(), chain.mode());
    if (stored.equals(wanted)) return;
    throw new UserError(
        "%s is %s in the database, %s in the catalogue: give another one another name"
            .formatted(chain.name(), stored, wanted));
  }

  /// With another contract or other decimals, bookings would change their meaning.
  private static void requirePinned(
      Tx tx, int chainId, Catalogue.ChainEntry chain, Catalogue.AssetEntry asset) {
    var there =
        tx.one(
            "SELECT contract, decimals FROM asset WHERE chain_id = ? AND code = ?",
            row -> pinned(row.maybeText("contract"), row.integer("decimals")),
            chainId,
            asset.code());
    var wanted = pinned(asset.contract(), asset.decimals());
    if (there.isEmpty() || there.get().equals(wanted)) return;
    throw new UserError(
        "%s on %s is %s in the database, %s in the catalogue: give another one another code"
            .formatted(asset.code(), chain.name(), there.get(), wanted));
  }

  private static String pinned(Optional<String> contract, int decimals) {
    return "%s with %d decimals".formatted(contract.orElse("the coin"), decimals);
  }

  private static void store(Tx tx, int chainId, Mode mode, Catalogue.AssetEntry asset) {
    tx.update(
        """
          INSERT INTO asset (chain_id, mode, code, contract, decimals, precision, slack_units,
              slack_percent, dust_units, min_units, min_depth, confirmations, enabled)
          VALUES (:chain_id, :mode, :code, :contract, :decimals, :precision, :slack_units, :slack_percent, :dust_units, :min_units, :min_depth, :confirmations, :enabled)
          ON CONFLICT (chain_id, code) DO UPDATE SET precision = excluded.precision,
              slack_units = excluded.slack_units, slack_percent = excluded.slack_percent,
              dust_units = excluded.dust_units, min_units = excluded.min_units,
              min_depth = excluded.min_depth, confirmations = excluded.confirmations
          """,
        Args.of("chain_id", chainId)
            .with("mode", mode.text())
            .with("code", asset.code())
            .with("contract", asset.contract())
            .with("decimals", asset.decimals())
            .with("precision", asset.precision())
            .with("slack_units", asset.slackUnits())
            .with("slack_percent", asset.slackPercent())
            .with("dust_units", asset.dustUnits())
            .with("min_units", asset.minUnits())
            .with("min_depth", asset.minDepth())
            .with("confirmations", new Jsonb(asset.confirmations()))
            .with("enabled", asset.enabled()));
  }
}
