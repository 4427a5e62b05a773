package coffer.core.wallet;

import coffer.core.chain.Address;
import coffer.db.Row;
import coffer.db.Tx;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;

/// The balances at the addresses of an organization's wallets, as the ledger knows them. An owner
/// needs them to find the money with a wallet of their own.
public final class Custody {
  /// One asset at one address.
  ///
  /// @param walletId one of [Wallets#list]
  /// @param hdIndex the address is at `account / 0 / hdIndex`
  /// @param assetId empty = no asset has a balance there
  /// @param units in base units of the asset; negative if more left than arrived
  public record Holding(
      long walletId, long hdIndex, Address address, Optional<Integer> assetId, BigInteger units) {}

  /// Passes the holdings to the reader one by one, ordered by wallet and index.
  ///
  /// @param empty whether to include addresses without a balance
  public void each(Tx tx, long organizationId, boolean empty, Consumer<Holding> reader) {
    tx.each(
        """
        SELECT w.wallet_id, w.hd_index, w.address, a.asset_id, coalesce(a.balance, 0) AS units
        FROM watched_address w
        LEFT JOIN LATERAL ( -- one by one, as the index has them: a plan for all reads those of others
          SELECT asset_id, balance FROM account
          WHERE kind = 'address' AND mode = w.mode AND organization_id IS NULL AND project_id IS NULL
            AND address_id = w.id AND balance <> 0 OFFSET 0) a ON true
        WHERE w.wallet_id = ANY (ARRAY(SELECT id FROM wallet WHERE organization_id = ?))
          AND (? OR a.asset_id IS NOT NULL)
        ORDER BY w.wallet_id, w.hd_index, a.asset_id
        """,
        row -> reader.accept(holding(row)),
        organizationId,
        empty);
  }

  private static Holding holding(Row row) throws SQLException {
    return new Holding(
        row.number("wallet_id"),
        row.number("hd_index"),
        Address.of(row.bytes("address")),
        row.maybeInteger("asset_id"),
        row.units("units"));
  }
}
