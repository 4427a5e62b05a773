package coffer.core.ledger;

import coffer.core.chain.Asset;
import coffer.core.chain.Mode;
import coffer.core.money.Currency;
import coffer.core.money.Denomination;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// An account, named by what it is for. Custody (what is on an address) is positive; claims on it
/// are negative, and are shown with the sign turned.
public record Account(
    Kind kind,
    Mode mode,
    Optional<Long> organizationId,
    Optional<Long> projectId,
    Optional<Long> addressId,
    Currency currency)
    implements Comparable<Account> {

  /// The chart of accounts.
  public enum Kind {
    /// custody: what is on an address of ours
    ADDRESS,
    /// what a project may spend
    AVAILABLE,
    /// promised to a withdrawal
    RESERVED,
    /// waits for a risk verdict
    HELD,
    /// belongs to no invoice; refundable
    ORPHAN,
    /// a prepaid balance of an organization
    PREPAID,
    /// what the operator earned
    FEES,
    /// what the operator paid to have transactions mined
    NETWORK,
    /// between two currencies
    CONVERSION,
    /// what a rebasing token gained or lost
    DRIFT;

    /// As it stands in the database and in JSON.
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Kind of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
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

  /// Whether it says what is there (positive), not who may claim it (negative).
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

  /// The order in which accounts are locked.
  @Override
  public int compareTo(Account other) {
    return ORDER.compare(this, other);
  }
}
