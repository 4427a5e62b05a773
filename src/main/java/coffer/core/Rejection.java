package coffer.core;

import java.math.BigDecimal;

/// Why a command was refused: every reason there is. Each dialect has its own words for each; none
/// has a `default`, so that a new reason does not compile until all of them answer it.
public sealed interface Rejection {

  /// Nothing of that kind under that id that the caller may see.
  record NotFound(String what, String id) implements Rejection {}

  /// @param field the path in the request: `options[0].asset`
  /// @param reason for people, in one sentence
  record InvalidField(String field, String reason) implements Rejection {}

  /// More decimals than the currency has.
  record TooPrecise(String field, int decimals) implements Rejection {}

  record AmountTooSmall(String field, BigDecimal minimum, String currency) implements Rejection {}

  record AmountTooLarge(String field) implements Rejection {}

  /// No such asset for this project, or not at present.
  record AssetUnavailable(String field, String asset, String network) implements Rejection {}

  /// No fresh rate: nothing can be promised.
  record RateUnavailable(String base, String quote) implements Rejection {}

  /// The invoice's status does not allow it.
  ///
  /// @param action `quote`, `cancel`, `mark`
  record InvoiceNotOpen(String id, String status, String action) implements Rejection {}

  /// The merchant's order has an invoice already, and may have no other one.
  record OrderTaken(String orderId) implements Rejection {}

  /// Another one of the organization's projects has that name.
  record NameTaken(String name) implements Rejection {}

  /// Another request under the same Idempotency-Key had another body.
  record IdempotencyConflict(String key) implements Rejection {}

  /// The organization has no wallet for that family of addresses.
  record NoWallet(String family, String mode) implements Rejection {}

  /// Only money that belongs to no invoice can be applied to one.
  record NotAnOrphan(String id) implements Rejection {}

  /// The claim that would pay does not hold that much.
  record InsufficientFunds(String currency) implements Rejection {}

  default Refused asException() {
    return new Refused(this);
  }

  /// Carries a rejection out of a transaction, which is rolled back.
  final class Refused extends RuntimeException {
    private final transient Rejection rejection;

    Refused(Rejection rejection) {
      super(rejection.toString(), null, false, false);
      this.rejection = rejection;
    }

    public Rejection rejection() {
      return rejection;
    }
  }
}
