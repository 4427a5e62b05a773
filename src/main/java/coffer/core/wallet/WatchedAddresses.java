package coffer.core.wallet;

import coffer.core.chain.Address;
import coffer.core.chain.Chain;
import coffer.core.chain.Mode;
import coffer.db.Args;
import coffer.db.Db;
import coffer.db.Row;
import coffer.db.Tx;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The rows of `watched_address`, which [WatchSet] caches.
public final class WatchedAddresses {
  /// Either of these may report first that another transaction used the HD index.
  private static final List<String> UNIQUE =
      List.of("watched_address_wallet_id_hd_index_key", "watched_address_ours");

  private static Db.Conflict taken(Wallet wallet, long index) {
    return new Db.Conflict("HD index " + index + " of wallet " + wallet.id() + " is used already");
  }

  /// Which of these addresses belong to wallets and are watched on that chain, with their owners.
  ///
  /// Excludes addresses of the other mode, and on a sandbox chain those of other organizations:
  /// money that arrives there is not theirs.
  public List<Watched> find(Tx tx, Chain chain, Collection<Address> addresses) {
    if (addresses.isEmpty()) return List.of();
    return tx.list(
        """
        SELECT id, organization_id, mode, family, address, wallet_id, hd_index FROM watched_address
        WHERE family = ? AND address = ANY (?) AND wallet_id IS NOT NULL AND mode = ?
          AND (?::bigint IS NULL OR organization_id = ?)
        ORDER BY id
        """,
        WatchedAddresses::watched,
        chain.family(),
        new Tx.Arr("bytea", addresses.stream().map(Address::bytes).toList()),
        chain.mode().text(),
        chain.organizationId(),
        chain.organizationId());
  }

  public Optional<Watched> find(Tx tx, long id) {
    return tx.one(
        """
        SELECT id, organization_id, mode, family, address, wallet_id, hd_index FROM watched_address
        WHERE id = ?
        """,
        WatchedAddresses::watched,
        id);
  }

  /// @param id of the new row, from its sequence
  Watched add(Tx tx, Wallet wallet, long id, long index, Address address, Instant now) {
    for (var unique : UNIQUE) tx.onViolation(unique, () -> taken(wallet, index));
    tx.batch(
        """
            INSERT INTO watched_address
              (id, organization_id, mode, family, address, wallet_id, hd_index, created_at)
            VALUES (:id, :organization_id, :mode, :family, :address, :wallet_id, :hd_index, :created_at)
            """,
        Args.of("id", id)
            .with("organization_id", wallet.organizationId())
            .with("mode", wallet.mode().text())
            .with("family", wallet.family())
            .with("address", address.bytes())
            .with("wallet_id", wallet.id())
            .with("hd_index", index)
            .with("created_at", now));
    return new Watched(
        id,
        wallet.organizationId(),
        wallet.mode(),
        wallet.family(),
        address,
        Optional.of(wallet.id()),
        Optional.of(index));
  }

  /// Watches a foreign address: the scanners find what moves there, and nothing of it is booked.
  ///
  /// @return the id of the row
  public long track(
      Tx tx, long organizationId, Mode mode, String family, Address address, Instant now) {
    return tx.id(
        """
        INSERT INTO watched_address (organization_id, mode, family, address, created_at)
        VALUES (?, ?, ?, ?, ?) RETURNING id
        """,
        organizationId,
        mode.text(),
        family,
        address.bytes(),
        now);
  }

  /// Ends what [#track] began. Readers that run keep the address in memory.
  public void untrack(Tx tx, Collection<Long> ids) {
    if (ids.isEmpty()) return;
    tx.update(
        "DELETE FROM watched_address WHERE id = ANY (?) AND wallet_id IS NULL",
        new Tx.Arr("bigint", ids));
  }

  /// Keeps a JSON value of the merchant about an address.
  ///
  /// @param meta as JSON text; empty removes it
  public void setMeta(Tx tx, long id, Optional<String> meta) {
    tx.update("UPDATE watched_address SET meta = ? WHERE id = ?", meta, id);
  }

  private static Watched watched(Row row) throws SQLException {
    return new Watched(
        row.number("id"),
        row.number("organization_id"),
        Mode.of(row.text("mode")),
        row.text("family"),
        Address.of(row.bytes("address")),
        row.maybeNumber("wallet_id"),
        row.maybeNumber("hd_index"));
  }
}
