package coffer.core.deposit;

import coffer.core.chain.Address;
import coffer.core.chain.Chains;
import coffer.core.deposit.DepositAddress.Kind;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads deposit addresses with what is on them.
public final class DepositAddressRows {
  private static final String SELECT =
      """
      SELECT d.*, c.public_id AS customer, w.address, w.meta, coalesce(a.balance, 0) AS units
      FROM deposit_address d JOIN watched_address w ON w.id = d.address_id
        LEFT JOIN customer c ON c.id = d.customer_id
        LEFT JOIN account a ON a.kind = 'address' AND a.mode = d.mode AND a.organization_id IS NULL
          AND a.project_id IS NULL AND a.address_id = d.address_id AND a.asset_id = d.asset_id
          AND a.denomination IS NULL
      """;

  private final Chains chains;

  public DepositAddressRows(Chains chains) {
    this.chains = chains;
  }

  /// @param archived whether to list the archived addresses, or the others
  /// @param active empty = both; only the customers' addresses can be inactive
  /// @param assets ids of assets; empty = all
  /// @param least only addresses with at least so much on them, in whole coins
  /// @param most only addresses with at most so much on them, in whole coins
  public record Filter(
      boolean archived,
      Optional<Boolean> active,
      Optional<List<Integer>> assets,
      Optional<BigDecimal> least,
      Optional<BigDecimal> most) {
    public static Filter all(boolean archived) {
      return new Filter(
          archived, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
  }

  /// An address of the project or of its customers; those of [TopUpAddresses] are not found.
  public Optional<DepositAddress> find(Tx tx, long projectId, UUID publicId) {
    return one(
        tx,
        "WHERE d.project_id = ? AND d.public_id = ? AND d.kind <> 'prepaid'",
        projectId,
        publicId);
  }

  public Optional<DepositAddress> find(Tx tx, long id) {
    return one(tx, "WHERE d.id = ?", id);
  }

  Optional<DepositAddress> active(Tx tx, long customerId, int assetId) {
    return one(tx, "WHERE d.customer_id = ? AND d.asset_id = ? AND d.active", customerId, assetId);
  }

  /// The deposit addresses of a project at an address of a family, of all assets.
  public List<DepositAddress> at(Tx tx, long projectId, String family, Address address) {
    return all(
        tx,
        """
        WHERE d.project_id = ? AND w.family = ? AND w.address = ? AND w.wallet_id IS NOT NULL
          AND d.kind <> 'prepaid'
        ORDER BY d.id
        """,
        projectId,
        family,
        address.bytes());
  }

  /// The addresses of a project of one kind, newest first. The kind stands in the statement, so
  /// that PostgreSQL knows how rare it is: it would read past all the customers' addresses to find
  /// one of another kind.
  ///
  /// @param archived whether to list the archived addresses, or the others
  /// @param before row id of the last address of the previous page; empty = the first page
  public List<DepositAddress> list(
      Tx tx, long projectId, Kind kind, boolean archived, Optional<Long> before, int limit) {
    return all(
        tx,
        "WHERE d.project_id = ? AND d.kind = '%s' AND d.archived = %b AND d.id < ? ORDER BY d.id DESC LIMIT ?"
            .formatted(kind.name().toLowerCase(Locale.ROOT), archived),
        projectId,
        before.orElse(Long.MAX_VALUE),
        limit);
  }

  /// The addresses of customers.
  ///
  /// @param customer empty = all customers of the project
  /// @param newestFirst otherwise the oldest first
  public List<DepositAddress> ofCustomers(
      Tx tx,
      long projectId,
      Optional<Customer> customer,
      Filter filter,
      boolean newestFirst,
      long limit,
      long offset) {
    var owner = customer.isPresent() ? "d.customer_id = ?" : "d.project_id = ?";
    return all(
        tx,
        """
        JOIN asset s ON s.id = d.asset_id
        WHERE %s AND d.kind = 'customer' AND d.archived = %b AND d.active = coalesce(?, d.active)
          AND (? OR d.asset_id = ANY (?))
          AND coalesce(a.balance, 0) >= coalesce(?::numeric * 10::numeric ^ s.decimals, '-infinity')
          AND coalesce(a.balance, 0) <= coalesce(?::numeric * 10::numeric ^ s.decimals, 'infinity')
        ORDER BY d.id %s LIMIT ? OFFSET ?
        """
            .formatted(owner, filter.archived(), newestFirst ? "DESC" : "ASC"),
        customer.map(Customer::id).orElse(projectId),
        filter.active(),
        filter.assets().isEmpty(),
        new Arr("integer", filter.assets().orElse(List.of())),
        filter.least(),
        filter.most(),
        limit,
        offset);
  }

  private Optional<DepositAddress> one(Tx tx, String where, @Nullable Object... args) {
    return tx.one(SELECT + where, this::address, args);
  }

  private List<DepositAddress> all(Tx tx, String where, @Nullable Object... args) {
    return tx.list(SELECT + where, this::address, args);
  }

  private DepositAddress address(Row row) throws SQLException {
    var asset = chains.asset(row.integer("asset_id"));
    return new DepositAddress(
        row.number("id"),
        row.uuid("public_id"),
        row.name("kind", Kind.class),
        row.maybeUuid("customer"),
        asset,
        row.number("address_id"),
        chains.text(Address.of(row.bytes("address")), chains.chainOf(asset)),
        row.maybeUnits("units").orElse(BigInteger.ZERO),
        row.bool("active"),
        row.bool("archived"),
        row.maybeText("alias"),
        row.maybeText("comment"),
        row.maybeText("meta"),
        row.instant("created_at"));
  }
}
