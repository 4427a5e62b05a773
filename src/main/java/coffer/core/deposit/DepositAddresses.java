package coffer.core.deposit;

import static java.time.temporal.ChronoUnit.MICROS;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.TextChange;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.Chains;
import coffer.core.chain.Mode;
import coffer.core.deposit.DepositAddress.Kind;
import coffer.core.merchant.Project;
import coffer.core.wallet.Assignments;
import coffer.core.wallet.Wallets;
import coffer.core.wallet.Watched;
import coffer.db.Args;
import coffer.db.Tx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Creates addresses on which projects receive deposits without an invoice. An address is assigned
/// for ever, and watched from the commit on. No request to a node is made.
public final class DepositAddresses {
  /// The most business addresses of a project, the most payout addresses of a project, and the most
  /// addresses of a customer, archived ones included.
  public static final int MAX_ADDRESSES = 1_000;

  /// The most open invoices that one address of a customer is reserved for.
  public static final int MAX_RESERVED = 100;

  private final Chains chains;
  private final Wallets wallets;
  private final DepositAddressRows rows;
  private final Assignments assignments = new Assignments();
  private final InstantSource clock;

  public DepositAddresses(Chains chains, Wallets wallets, InstantSource clock) {
    this.chains = chains;
    this.wallets = wallets;
    this.rows = new DepositAddressRows(chains);
    this.clock = () -> clock.instant().truncatedTo(MICROS); // as the database keeps it
  }

  /// A new address of the project itself.
  ///
  /// @param alias the merchant's name for it
  public record Draft(Kind kind, Asset asset, Optional<String> alias, Optional<String> comment) {}

  /// Creates an address of the project itself.
  ///
  /// @param field the field of the request that names the asset
  /// @throws Rejection.Refused (AssetUnavailable, NoWallet; InvalidField if the project has
  ///     [#MAX_ADDRESSES] of this kind)
  public DepositAddress create(Tx tx, Project project, Field field, Draft draft) {
    lock(tx, project);
    requireRoom(tx, field, "project_id = ? AND kind = ?", project.id(), draft.kind());
    var owner =
        new Owner(
            Holder.of(project),
            draft.kind(),
            Optional.empty(),
            draft.alias(),
            draft.comment(),
            Optional.empty());
    requireRead(tx, field, draft.asset());
    return insert(tx, owner, draft.asset(), derive(tx, owner, draft.asset()));
  }

  /// The customer's active address for an asset.
  public Optional<DepositAddress> active(Tx tx, Customer customer, Asset asset) {
    return rows.active(tx, customer.id(), asset.id());
  }

  /// The customer's active address for an asset. The first call creates it.
  ///
  /// @param field the field of the request that names the asset
  /// @param renew replaces the active address by a new one; the former still receives
  /// @throws Rejection.Refused (AssetUnavailable, NoWallet; InvalidField if the customer has
  ///     [#MAX_ADDRESSES])
  public DepositAddress ofCustomer(
      Tx tx, Project project, Customer customer, Field field, Asset asset, boolean renew) {
    lock(tx, customer.id());
    var active = rows.active(tx, customer.id(), asset.id());
    if (active.isPresent() && !renew) return active.get();
    requireRead(tx, field, asset);
    requireRoom(tx, field, "customer_id = ?", customer.id());
    active.ifPresent(
        old -> tx.update("UPDATE deposit_address SET active = false WHERE id = ?", old.id()));
    var owner = Owner.of(Holder.of(project), customer.id());
    return insert(tx, owner, asset, derive(tx, owner, asset));
  }

  /// Creates an address for each of these assets for which the customer has none.
  ///
  /// @param shared whether assets on chains of one family get the same address
  /// @throws Rejection.Refused (AssetUnavailable, NoWallet; InvalidField if the customer has
  ///     [#MAX_ADDRESSES])
  public void createAll(
      Tx tx, Project project, Customer customer, Field field, List<Asset> assets, boolean shared) {
    lock(tx, customer.id());
    var owner = Owner.of(Holder.of(project), customer.id());
    Map<String, Watched> ofFamily = new HashMap<>();
    for (var asset : assets) {
      if (rows.active(tx, customer.id(), asset.id()).isPresent()) continue;
      requireRead(tx, field, asset);
      requireRoom(tx, field, "customer_id = ?", customer.id());
      var family = chains.chainOf(asset).family();
      var watched =
          shared
              ? ofFamily.computeIfAbsent(family, _ -> derive(tx, owner, asset))
              : derive(tx, owner, asset);
      insert(tx, owner, asset, watched);
    }
  }

  /// What the merchant changes of an address.
  ///
  /// @param archived empty = as it is
  public record Change(TextChange alias, TextChange comment, Optional<Boolean> archived) {}

  /// Changes the merchant's own words about an address of the project, or archives it. An archived
  /// address still receives, and counts among [#MAX_ADDRESSES].
  ///
  /// @return false if the project has no such address
  public boolean change(Tx tx, long projectId, UUID publicId, Change change) {
    return tx.update(
            """
            UPDATE deposit_address SET alias = CASE WHEN ? THEN ? ELSE alias END,
              comment = CASE WHEN ? THEN ? ELSE comment END, archived = coalesce(?, archived)
            WHERE project_id = ? AND public_id = ?
            """,
            change.alias.given(),
            change.alias.value(),
            change.comment.given(),
            change.comment.value(),
            change.archived,
            projectId,
            publicId)
        == 1;
  }

  /// Whose wallet an address comes from, and whose money arrives there.
  public record Holder(long organizationId, long projectId, Mode mode) {
    static Holder of(Project project) {
      return new Holder(project.organizationId(), project.id(), project.mode());
    }
  }

  /// An address that is reserved for an invoice.
  ///
  /// @param publicId of the deposit address
  /// @param addressId row id of the watched address
  /// @param before whether the address was reserved for this invoice before
  public record Reserved(UUID publicId, long addressId, Address address, boolean before) {}

  /// The customer's active address for an asset, to which they will pay an invoice. The caller
  /// assigns it. Creates it if they have none.
  ///
  /// @param field the field of the request that names the asset
  /// @throws Rejection.Refused (AssetUnavailable, NoWallet; InvalidField CUSTOMER if the customer
  ///     has [#MAX_ADDRESSES], or [#MAX_RESERVED] open invoices at this address)
  public Reserved reserve(
      Tx tx, Holder holder, long customerId, Field field, Asset asset, long invoiceId) {
    lock(tx, customerId);
    var address =
        rows.active(tx, customerId, asset.id())
            .orElseGet(
                () -> {
                  requireRead(tx, field, asset);
                  requireRoom(tx, Field.Invoice.CUSTOMER, "customer_id = ?", customerId);
                  var owner = Owner.of(holder, customerId);
                  return insert(tx, owner, asset, derive(tx, owner, asset));
                });
    var invoices = assignments.invoices(tx, address.addressId(), clock.instant());
    boolean before = invoices.contains(invoiceId);
    if (!before && invoices.size() >= MAX_RESERVED) {
      var reason =
          "The customer has " + MAX_RESERVED + " open invoices at their address, the maximum.";
      throw new Rejection.InvalidField(Field.Invoice.CUSTOMER, reason).asException();
    }
    var chain = chains.chainOf(asset);
    var bytes = chains.format(chain).parse(address.address(), chain).orElseThrow();
    return new Reserved(address.publicId(), address.addressId(), bytes, before);
  }

  /// @param until when the reservation of an address that tops up the prepaid balance ends
  record Owner(
      Holder holder,
      Kind kind,
      Optional<Long> customerId,
      Optional<String> alias,
      Optional<String> comment,
      Optional<Instant> until) {
    static Owner of(Holder holder, long customerId) {
      return new Owner(
          holder,
          Kind.CUSTOMER,
          Optional.of(customerId),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }

    static Owner of(Holder holder, Kind kind, Optional<Instant> until) {
      return new Owner(holder, kind, Optional.empty(), Optional.empty(), Optional.empty(), until);
    }
  }

  /// Two transactions that create an address of one project run one after the other, so that they
  /// do not exceed the maximum together.
  private static void lock(Tx tx, Project project) {
    tx.one(
        "SELECT id FROM project WHERE id = ? FOR NO KEY UPDATE",
        row -> row.number("id"),
        project.id());
  }

  /// Two transactions that create an address of one customer run one after the other.
  private static void lock(Tx tx, long customerId) {
    tx.one(
        "SELECT id FROM customer WHERE id = ? FOR NO KEY UPDATE",
        row -> row.number("id"),
        customerId);
  }

  private static void requireRoom(Tx tx, Field field, String where, Object... args) {
    long there =
        tx.only(
            "SELECT count(*) AS n FROM deposit_address WHERE " + where,
            row -> row.number("n"),
            args);
    if (there < MAX_ADDRESSES) return;
    var reason = "There are " + MAX_ADDRESSES + " addresses already, which is the maximum.";
    throw new Rejection.InvalidField(field, reason).asException();
  }

  /// Rejects an asset that the chain's reader does not look for: deposits in it would be missed.
  void requireRead(Tx tx, Field field, Asset asset) {
    var chain = chains.chainOf(asset);
    var unavailable = new Rejection.AssetUnavailable(field, asset.code(), chain.network());
    if (!chains.reads(tx, asset)) throw unavailable.asException();
    // The reader may stop looking for the asset between this check and the commit.
    tx.onViolation("quote_reading", unavailable::asException);
  }

  Watched derive(Tx tx, Owner owner, Asset asset) {
    var holder = owner.holder();
    var family = chains.chainOf(asset).family();
    var wallet = wallets.get(tx, holder.organizationId(), holder.mode(), family);
    var now = clock.instant();
    var watched = wallets.derive(tx, wallet, now);
    var kind = owner.kind().name().toLowerCase(Locale.ROOT);
    var assigned = new Assignments.Owner.OfDeposits(holder.projectId(), kind);
    assignments.add(tx, watched.id(), holder.mode(), assigned, now);
    return watched;
  }

  DepositAddress insert(Tx tx, Owner owner, Asset asset, Watched watched) {
    long id =
        tx.only(
            """
            INSERT INTO deposit_address (public_id, project_id, mode, kind, customer_id, address_id, asset_id, alias,
              comment, reserved_until, created_at)
            VALUES (:public_id, :project, :mode, :kind, :customer, :address, :asset, :alias, :comment, :until, :now)
            RETURNING id
            """,
            row -> row.number("id"),
            Args.of("public_id", UUID.randomUUID())
                .with("project", owner.holder().projectId())
                .with("mode", owner.holder().mode().text())
                .with("kind", owner.kind())
                .with("customer", owner.customerId())
                .with("address", watched.id())
                .with("asset", asset.id())
                .with("alias", owner.alias())
                .with("comment", owner.comment())
                .with("until", owner.until())
                .with("now", clock.instant()));
    return rows.find(tx, id).orElseThrow();
  }
}
