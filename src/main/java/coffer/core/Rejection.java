package coffer.core;

import java.math.BigDecimal;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// Why a command was rejected: every reason there is, in groups. Each dialect has its own words for
/// the groups that its routes can meet, by switches without a `default`: a new reason does not
/// compile until they answer it.
public sealed interface Rejection {

  /// What a command of any kind can meet.
  sealed interface OfRequest extends Rejection {}

  /// What making, quoting or changing an invoice can meet.
  sealed interface OfInvoice extends Rejection {}

  /// What moving money that came can meet.
  sealed interface OfPayment extends Rejection {}

  /// What making a project can meet.
  sealed interface OfProject extends Rejection {}

  /// Nothing of that kind under that id that the caller may see.
  ///
  /// @param what kind of object: `invoice`
  record NotFound(String what, String id) implements OfRequest {}

  /// @param reason for people, in one sentence
  record InvalidField(Field field, String reason) implements OfRequest {}

  /// Another request under the same Idempotency-Key had another body.
  record IdempotencyConflict(String key) implements OfRequest {}

  /// More decimals than the currency has.
  record TooPrecise(Field field, int decimals) implements OfInvoice {}

  record AmountTooSmall(Field field, BigDecimal minimum, String currency) implements OfInvoice {}

  record AmountTooLarge(Field field) implements OfInvoice {}

  /// No such asset for this project, or not at present.
  record AssetUnavailable(Field field, String asset, String network) implements OfInvoice {}

  /// No fresh rate: nothing can be promised.
  record RateUnavailable(String base, String quote) implements OfInvoice {}

  /// The invoice's status does not allow it.
  ///
  /// @param action `quote`, `cancel`, `mark`
  record InvoiceNotOpen(String id, String status, String action) implements OfInvoice {}

  /// The merchant's order has an invoice already, and may have no other one.
  record OrderTaken(String orderId) implements OfInvoice {}

  /// The organization has no wallet for that family of addresses.
  record NoWallet(String family, String mode) implements OfInvoice {}

  /// Only money that belongs to no invoice can be applied to one.
  record NotAnOrphan(String id) implements OfPayment {}

  /// The claim that would pay does not hold that much.
  record InsufficientFunds(String currency) implements OfPayment {}

  /// Another one of the organization's projects has that name.
  record NameTaken(String name) implements OfProject {}

  /// The same rejection about fields by other names: the reader of a request knows their places in
  /// it.
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

  /// Runs a command. The caller names the fields of what it rejects.
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
