package coffer.core;

import java.math.BigDecimal;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// Why a command was refused: every reason there is. Each dialect has its own words for each; none
/// has a `default`, so that a new reason does not compile until all of them answer it.
public sealed interface Rejection {

  /// Nothing of that kind under that id that the caller may see.
  record NotFound(String what, String id) implements Rejection {}

  /// @param reason for people, in one sentence
  record InvalidField(Field field, String reason) implements Rejection {}

  /// More decimals than the currency has.
  record TooPrecise(Field field, int decimals) implements Rejection {}

  record AmountTooSmall(Field field, BigDecimal minimum, String currency) implements Rejection {}

  record AmountTooLarge(Field field) implements Rejection {}

  /// No such asset for this project, or not at present.
  record AssetUnavailable(Field field, String asset, String network) implements Rejection {}

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

  /// The same refusal about fields by other names: who read the request knows their places in it.
  default Rejection naming(UnaryOperator<Field> names) {
    return switch (this) {
      case InvalidField(var field, var reason) -> new InvalidField(names.apply(field), reason);
      case TooPrecise(var field, var decimals) -> new TooPrecise(names.apply(field), decimals);
      case AmountTooSmall(var field, var minimum, var currency) ->
          new AmountTooSmall(names.apply(field), minimum, currency);
      case AmountTooLarge(var field) -> new AmountTooLarge(names.apply(field));
      case AssetUnavailable(var field, var asset, var network) ->
          new AssetUnavailable(names.apply(field), asset, network);
      case NotFound _,
          RateUnavailable _,
          InvoiceNotOpen _,
          OrderTaken _,
          NameTaken _,
          IdempotencyConflict _,
          NoWallet _,
          NotAnOrphan _,
          InsufficientFunds _ ->
          this;
    };
  }

  /// Runs a command; what it refuses is named by the caller.
  ///
  /// @throws Refused with the caller's names
  static <T> T named(UnaryOperator<Field> names, Supplier<T> command) {
    try {
      return command.get();
    } catch (Refused e) {
      throw e.rejection().naming(names).asException();
    }
  }

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
