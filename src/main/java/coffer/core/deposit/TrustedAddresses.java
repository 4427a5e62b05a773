package coffer.core.deposit;

import static java.time.temporal.ChronoUnit.MICROS;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.Chains;
import coffer.core.merchant.Project;
import coffer.db.Args;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The trusted addresses of customers.
public final class TrustedAddresses {
  /// The most trusted addresses of a customer.
  public static final int MAX_ADDRESSES = 1_000;

  private static final String COLUMNS =
      "t.public_id, c.client_id, t.asset_id, t.address, t.alias, t.created_at";

  private final Chains chains;
  private final InstantSource clock;

  public TrustedAddresses(Chains chains, InstantSource clock) {
    this.chains = chains;
    this.clock = () -> clock.instant().truncatedTo(MICROS); // as the database keeps it
  }

  /// A new trusted address.
  ///
  /// @param customer the field of the request that names the customer
  /// @param field the field of the request that contains the address
  public record Draft(
      Field customer, Field field, Asset asset, String address, Optional<String> alias) {}

  /// Adds an address. The same address again only changes its alias.
  ///
  /// @throws Rejection.Refused InvalidField, if the chain has no such address or the customer has
  ///     [#MAX_ADDRESSES]
  public TrustedAddress add(Tx tx, Project project, Customer customer, Draft draft) {
    var chain = chains.chainOf(draft.asset());
    var address =
        chains
            .format(chain)
            .parse(draft.address(), chain)
            .orElseThrow(() -> refused(draft, "Is no address on " + chain.network() + "."));
    requireRoom(tx, customer, draft, address);
    return tx.only(
        """
        WITH added AS (
          INSERT INTO trusted_address AS t (public_id, project_id, mode, customer_id, asset_id, address, alias, created_at)
          VALUES (:public_id, :project, :mode, :customer, :asset, :address, :alias, :now)
          ON CONFLICT (customer_id, asset_id, address) DO UPDATE SET alias = coalesce(excluded.alias, t.alias)
          RETURNING *)
        SELECT %s FROM added t JOIN customer c ON c.id = t.customer_id
        """
            .formatted(COLUMNS),
        this::address,
        Args.of("public_id", UUID.randomUUID())
            .with("project", project.id())
            .with("mode", project.mode().text())
            .with("customer", customer.id())
            .with("asset", draft.asset().id())
            .with("address", address.bytes())
            .with("alias", draft.alias())
            .with("now", clock.instant()));
  }

  /// The same address again needs no room.
  private static void requireRoom(Tx tx, Customer customer, Draft draft, Address address) {
    lock(tx, customer);
    long others =
        tx.only(
            """
            SELECT count(*) AS n FROM trusted_address
            WHERE customer_id = ? AND NOT (asset_id = ? AND address = ?)
            """,
            row -> row.number("n"),
            customer.id(),
            draft.asset().id(),
            address.bytes());
    if (others >= MAX_ADDRESSES) {
      var reason = "The customer has " + MAX_ADDRESSES + " trusted addresses, the maximum.";
      throw new Rejection.InvalidField(draft.customer(), reason).asException();
    }
  }

  /// Two transactions that add an address of one customer run one after the other.
  private static void lock(Tx tx, Customer customer) {
    tx.one(
        "SELECT id FROM customer WHERE id = ? FOR NO KEY UPDATE",
        row -> row.number("id"),
        customer.id());
  }

  /// The trusted addresses of a project, oldest first.
  ///
  /// @param customer empty = of all customers
  /// @param assets ids of assets; empty = all
  public List<TrustedAddress> list(
      Tx tx, long projectId, Optional<Long> customer, Optional<List<Integer>> assets, int limit) {
    return tx.list(
        """
        SELECT %s FROM trusted_address t JOIN customer c ON c.id = t.customer_id
        WHERE t.project_id = ? AND t.customer_id = coalesce(?, t.customer_id)
          AND (? OR t.asset_id = ANY (?))
        ORDER BY t.id LIMIT ?
        """
            .formatted(COLUMNS),
        this::address,
        projectId,
        customer,
        assets.isEmpty(),
        new Arr("integer", assets.orElse(List.of())),
        limit);
  }

  /// @return false if the project has no such address
  public boolean remove(Tx tx, long projectId, UUID publicId) {
    return tx.update(
            "DELETE FROM trusted_address WHERE project_id = ? AND public_id = ?",
            projectId,
            publicId)
        == 1;
  }

  private static Rejection.Refused refused(Draft draft, String reason) {
    return new Rejection.InvalidField(draft.field(), reason).asException();
  }

  private TrustedAddress address(Row row) throws SQLException {
    var asset = chains.asset(row.integer("asset_id"));
    return new TrustedAddress(
        row.uuid("public_id"),
        row.text("client_id"),
        asset,
        chains.text(Address.of(row.bytes("address")), chains.chainOf(asset)),
        row.maybeText("alias"),
        row.instant("created_at"));
  }
}
