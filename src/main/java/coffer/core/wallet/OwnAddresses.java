package coffer.core.wallet;

import coffer.core.chain.Address;
import coffer.core.chain.Chain;
import coffer.core.chain.Mode;
import coffer.db.Tx;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/// Addresses outside of an organization's wallets that it has declared as its own: a hot wallet, or
/// an address that pays for gas. A transfer from such an address is not a payment. These addresses
/// are not watched: Coffer does not read their other transfers.
public final class OwnAddresses {
  /// An address, and the organization that declared it.
  public record Owned(long organizationId, Address address) {}

  /// @param name for people
  public record Named(Mode mode, String family, Address address, String name, Instant createdAt) {}

  /// Which of these addresses some organization has declared as its own on that chain.
  public List<Owned> find(Tx tx, Chain chain, Collection<Address> addresses) {
    if (addresses.isEmpty()) return List.of();
    return tx.list(
        "SELECT organization_id, address FROM own_address WHERE family = ? AND mode = ? AND address = ANY (?)",
        row -> new Owned(row.number("organization_id"), Address.of(row.bytes("address"))),
        chain.family(),
        chain.mode().text(),
        new Tx.Arr("bytea", addresses.stream().map(Address::bytes).toList()));
  }

  /// Adds an address with a name, or renames one. Applies to transfers that are read from now on.
  public void add(Tx tx, long organizationId, Named address) {
    tx.update(
        """
        INSERT INTO own_address (organization_id, mode, family, address, name, created_at)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (family, address, mode, organization_id) DO UPDATE SET name = excluded.name
        """,
        organizationId,
        address.mode().text(),
        address.family(),
        address.address().bytes(),
        address.name(),
        address.createdAt());
  }

  /// @return false if it was not declared
  public boolean remove(Tx tx, long organizationId, Mode mode, String family, Address address) {
    return tx.update(
            "DELETE FROM own_address WHERE family = ? AND address = ? AND mode = ? AND organization_id = ?",
            family,
            address.bytes(),
            mode.text(),
            organizationId)
        > 0;
  }

  /// Oldest first.
  public List<Named> list(Tx tx, long organizationId) {
    return tx.list(
        "SELECT * FROM own_address WHERE organization_id = ? ORDER BY created_at, address",
        row ->
            new Named(
                Mode.of(row.text("mode")),
                row.text("family"),
                Address.of(row.bytes("address")),
                row.text("name"),
                row.instant("created_at")),
        organizationId);
  }
}
