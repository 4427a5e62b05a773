package coffer.core.deposit;

import static java.time.temporal.ChronoUnit.MICROS;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.Chains;
import coffer.core.deposit.DepositAddress.Kind;
import coffer.core.deposit.DepositAddresses.Holder;
import coffer.core.deposit.DepositAddresses.Owner;
import coffer.core.merchant.Merchants;
import coffer.core.merchant.Organization;
import coffer.core.merchant.Project;
import coffer.core.money.Currency;
import coffer.core.money.Denomination;
import coffer.core.rate.Rates;
import coffer.core.wallet.Wallets;
import coffer.db.Row;
import coffer.db.Tx;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Addresses that top up the prepaid balance of an organization. A project has one for each asset.
/// Any asset that arrives there tops up the balance.
///
/// On a public chain the address belongs to the operator's wallet. On a simulated chain, where the
/// operator has no addresses, it belongs to the organization's own wallet.
public final class TopUpAddresses {
  /// For how long a request reserves an address. Money that arrives later tops up the balance too.
  public static final Duration RESERVED = Duration.ofDays(1);

  /// The most addresses of an organization for one asset, of all its projects, including those of
  /// former wallets. They leave gaps in the operator's wallet.
  public static final int MAX_ADDRESSES = 100;

  private final Chains chains;
  private final Wallets wallets;
  private final Rates rates;
  private final Merchants merchants;
  private final DepositAddresses addresses;
  private final InstantSource clock;

  public TopUpAddresses(
      Chains chains, Wallets wallets, Rates rates, Merchants merchants, InstantSource clock) {
    this.chains = chains;
    this.wallets = wallets;
    this.rates = rates;
    this.merchants = merchants;
    this.addresses = new DepositAddresses(chains, wallets, clock);
    this.clock = () -> clock.instant().truncatedTo(MICROS); // as the database keeps it
  }

  /// @param id row id
  /// @param address as the chain writes it
  /// @param until when the reservation ends
  public record TopUpAddress(long id, Asset asset, String address, Instant until) {}

  /// The assets for which [#reserve] gives an address: the chain is read, the currency has a rate,
  /// and there is a wallet.
  public List<Asset> assets(Tx tx, Project project, Currency balance) {
    var past = rates.past(tx);
    var now = clock.instant();
    var walleted = new HashMap<List<Object>, Boolean>();
    return chains.offered(project.mode(), project.organizationId()).stream()
        .filter(asset -> named(project, asset).equals(Optional.of(asset)))
        .filter(asset -> past.at(asset, balance, now).isPresent())
        .filter(asset -> walleted(tx, project, chains.chainOf(asset), walleted))
        .toList();
  }

  /// Where the name of a network means the organization's sandbox, the public test network has only
  /// the name of its chain.
  private Optional<Asset> named(Project project, Asset asset) {
    var network = chains.chainOf(asset).network();
    return chains.find(project.mode(), project.organizationId(), asset.code(), network);
  }

  private boolean walleted(Tx tx, Project project, Chain chain, Map<List<Object>, Boolean> known) {
    var holder = holder(tx, project, chain);
    if (holder.isEmpty()) return false;
    return known.computeIfAbsent(
        List.of(holder.get(), chain.family()),
        _ ->
            wallets
                .find(tx, holder.get().organizationId(), project.mode(), chain.family())
                .isPresent());
  }

  /// The project's address for an asset, reserved for [#RESERVED] from now on. The first call
  /// creates it, and so does the first one after the wallet was replaced.
  ///
  /// @param field the field of the request that names the asset
  /// @param balance the currency of the prepaid balance
  /// @throws Rejection.Refused (AssetUnavailable, NoWallet; InvalidField if the organization has
  ///     [#MAX_ADDRESSES] for the asset)
  public TopUpAddress reserve(
      Tx tx, Project project, Field field, Asset asset, Denomination balance) {
    var chain = chains.chainOf(asset);
    addresses.requireRead(tx, field, asset);
    if (rates.past(tx).at(asset, balance, clock.instant()).isEmpty()) {
      throw new Rejection.AssetUnavailable(field, asset.code(), chain.network()).asException();
    }
    merchants.lock(tx, project.organizationId());
    var holder =
        holder(tx, project, chain)
            .orElseThrow(
                () -> new Rejection.NoWallet(chain.family(), project.mode().text()).asException());
    long wallet = wallets.get(tx, holder.organizationId(), project.mode(), chain.family()).id();
    var until = clock.instant().plus(RESERVED);
    long id =
        tx.one(
                """
                UPDATE deposit_address d SET reserved_until = greatest(d.reserved_until, ?)
                FROM watched_address w
                WHERE d.project_id = ? AND d.asset_id = ? AND d.kind = 'prepaid' AND d.active
                  AND w.id = d.address_id AND w.wallet_id = ?
                RETURNING d.id
                """,
                row -> row.number("id"),
                until,
                project.id(),
                asset.id(),
                wallet)
            .orElseGet(
                () -> {
                  requireRoom(tx, project, field, asset);
                  return create(tx, holder, asset, until);
                });
    return find(tx, id);
  }

  private static void requireRoom(Tx tx, Project project, Field field, Asset asset) {
    long there =
        tx.only(
            """
            SELECT count(*) AS n FROM deposit_address d JOIN project p ON p.id = d.project_id
            WHERE p.organization_id = ? AND d.kind = 'prepaid' AND d.asset_id = ?
            """,
            row -> row.number("n"),
            project.organizationId(),
            asset.id());
    if (there < MAX_ADDRESSES) return;
    var reason =
        "The organization has " + MAX_ADDRESSES + " addresses for this asset, the maximum.";
    throw new Rejection.InvalidField(field, reason).asException();
  }

  private long create(Tx tx, Holder holder, Asset asset, Instant until) {
    tx.update(
        """
        UPDATE deposit_address SET active = false
        WHERE project_id = ? AND asset_id = ? AND kind = 'prepaid' AND active
        """,
        holder.projectId(),
        asset.id());
    var owner = Owner.of(holder, Kind.PREPAID, Optional.of(until));
    return addresses.insert(tx, owner, asset, addresses.derive(tx, owner, asset)).id();
  }

  /// @param id row id of an address that [#reserve] returned
  public TopUpAddress find(Tx tx, long id) {
    return tx.only(
        """
        SELECT d.id, d.asset_id, d.reserved_until, w.address
        FROM deposit_address d JOIN watched_address w ON w.id = d.address_id WHERE d.id = ?
        """,
        this::address,
        id);
  }

  private TopUpAddress address(Row row) throws SQLException {
    var asset = chains.asset(row.integer("asset_id"));
    var address = chains.text(Address.of(row.bytes("address")), chains.chainOf(asset));
    return new TopUpAddress(row.number("id"), asset, address, row.instant("reserved_until"));
  }

  /// Empty if the chain is public and there is no operator.
  private Optional<Holder> holder(Tx tx, Project project, Chain chain) {
    var organization =
        chain.organizationId().isPresent()
            ? chain.organizationId()
            : merchants.operator(tx).map(Organization::id);
    return organization.map(id -> new Holder(id, project.id(), project.mode()));
  }
}
