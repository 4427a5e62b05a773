package coffer.core.ledger;

import coffer.core.chain.Asset;
import coffer.core.chain.Mode;
import coffer.core.money.Currency;
import coffer.core.money.Denomination;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// A ledger account, identified by its purpose, owner and currency. Custody (the money on an
/// address) is positive. Claims on it are negative, and the API shows them with the opposite sign.
///
/// @param organizationId the owner of a prepaid balance; empty for other accounts
/// @param projectId the owner of a claim of a project; empty for other accounts
/// @param addressId row id of the watched address of a custody account; empty for other accounts
public record Account(
    Kind kind,
    Mode mode,
    Optional<Long> organizationId,
    Optional<Long> projectId,
    Optional<Long> addressId,
    Currency currency)
    implements Comparable<Account> {

  /// The chart of accounts. At present `RESERVED`, `HELD`, `FEES` and `NETWORK` get no postings.
  public enum Kind {
    /// custody: the money on one address of a wallet
    ADDRESS,
    /// the money that a project may spend
    AVAILABLE,
    /// the money reserved for a withdrawal
    RESERVED,
    /// the money that waits for a risk decision
    HELD,
    /// unmatched payments: they belong to no invoice, and the merchant may refund them
    ORPHAN,
    /// the prepaid balance of an organization
    PREPAID,
    /// the operator's income
    FEES,
    /// what the operator paid in network fees
    NETWORK,
    /// the counterpart of a conversion between two currencies: what the operator got or gave
    CONVERSION,
    /// what a rebasing token gained or lost
    DRIFT;

    /// The name in the database and in JSON.
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Comparator<Account> ORDER =
      Comparator.comparing(Account::kind)
          .thenComparing(Account::mode)
          .thenComparing(account -> account.organizationId.orElse(0L))
          .thenComparing(account -> account.projectId.orElse(0L))
          .thenComparing(account -> account.addressId.orElse(0L))
          .thenComparing(account -> account.assetId().orElse(0))
          .thenComparing(account -> account.denomination().orElse(""));

  /// The custody account of an asset on a watched address.
  public static Account address(long addressId, Asset asset) {
    return new Account(
        Kind.ADDRESS,
        asset.mode(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(addressId),
        asset);
  }

  /// A claim of a project: available, reserved, held or orphan.
  public static Account project(Kind kind, long projectId, Asset asset) {
    return new Account(
        kind, asset.mode(), Optional.empty(), Optional.of(projectId), Optional.empty(), asset);
  }

  /// An account of the operator: fees, network, conversion or drift.
  public static Account operator(Kind kind, Asset asset) {
    return new Account(
        kind, asset.mode(), Optional.empty(), Optional.empty(), Optional.empty(), asset);
  }

  /// The prepaid balance of an organization.
  public static Account prepaid(long organizationId, Mode mode, Denomination denomination) {
    return new Account(
        Kind.PREPAID,
        mode,
        Optional.of(organizationId),
        Optional.empty(),
        Optional.empty(),
        denomination);
  }

  /// The operator's account of what was converted from or to the denomination.
  public static Account conversion(Mode mode, Denomination denomination) {
    return new Account(
        Kind.CONVERSION, mode, Optional.empty(), Optional.empty(), Optional.empty(), denomination);
  }

  /// Whether the account contains custody (positive), not a claim (negative).
  public boolean custody() {
    return kind == Kind.ADDRESS;
  }

  Optional<Integer> assetId() {
    return currency instanceof Asset asset ? Optional.of(asset.id()) : Optional.empty();
  }

  Optional<String> denomination() {
    return currency instanceof Denomination denomination
        ? Optional.of(denomination.code())
        : Optional.empty();
  }

  /// A fixed order that prevents deadlocks: [Ledger#post] creates missing accounts in it, and the
  /// accounts of orphans are locked in it. The database locks the accounts of postings by row id.
  @Override
  public int compareTo(Account other) {
    return ORDER.compare(this, other);
  }
}
