package coffer.core;

import java.math.BigDecimal;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// Why a command was rejected: all reasons, in groups. Each dialect maps the groups that its routes
/// can meet to its own errors, with switches without a `default`, so that a new reason does not
/// compile until every dialect answers it.
public sealed interface Rejection {

  /// Reasons that any command can have.
  sealed interface OfRequest extends Rejection {}

  /// Reasons when an invoice is created, quoted or changed.
  sealed interface OfInvoice extends Rejection {}

  /// Reasons when received money is moved.
  sealed interface OfPayment extends Rejection {}

  /// Reasons when a user is created.
  sealed interface OfUser extends Rejection {}

  /// Reasons when a project is created, or its address book is changed.
  sealed interface OfProject extends Rejection {}

  /// The caller can see no object of this kind with this id.
  ///
  /// @param what the kind of object: `invoice`
  record NotFound(String what, String id) implements OfRequest {}

  /// @param reason one sentence for people
  record InvalidField(Field field, String reason) implements OfRequest {}

  /// An earlier request with the same Idempotency-Key had another body.
  record IdempotencyConflict(String key) implements OfRequest {}

  /// The amount has more decimals than the currency.
  ///
  /// @param decimals the most that are allowed
  record TooPrecise(Field field, int decimals) implements OfInvoice {}

  record AmountTooSmall(Field field, BigDecimal minimum, String currency) implements OfInvoice {}

  record AmountTooLarge(Field field) implements OfInvoice {}

  /// The project has no such asset, or cannot use it at present.
  record AssetUnavailable(Field field, String asset, String network) implements OfInvoice {}

  /// There is no fresh rate, so Coffer cannot promise an amount.
  record RateUnavailable(String base, String quote) implements OfInvoice {}

  /// The status of the invoice does not allow the action.
  ///
  /// @param action `quote`, `cancel`, `mark`
  record InvoiceNotOpen(String id, String status, String action) implements OfInvoice {}

  /// The merchant's order already has an invoice and can have only one.
  record OrderTaken(String orderId) implements OfInvoice {}

  /// The organization has no wallet for this chain family and mode.
  record NoWallet(String family, String mode) implements OfInvoice {}

  /// Only an unmatched payment can be applied to an invoice.
  record NotAnOrphan(String id) implements OfPayment {}

  /// The claim that would pay does not hold the amount.
  record InsufficientFunds(String currency) implements OfPayment {}

  /// Another project of the organization has this name.
  record NameTaken(String name) implements OfProject {}

  /// The project's address book has this address on one of the networks already.
  record AddressTaken(String address) implements OfProject {}

  /// A user of this server has the e-mail address already, whatever its case.
  record EmailTaken(Field field) implements OfUser {}

  /// The same rejection with renamed fields. Only the reader of a request knows where its fields
  /// are.
  default Rejection naming(UnaryOperator<Field> names) {
    return switch (this) {
      case InvalidField(var field, var reason) -> new InvalidField(names.apply(field), reason);
      case TooPrecise(var field, var decimals) -> new TooPrecise(names.apply(field), decimals);
      case AmountTooSmall(var field, var minimum, var currency) ->
          new AmountTooSmall(names.apply(field), minimum, currency);
      case EmailTaken(var field) -> new EmailTaken(names.apply(field));
      case AmountTooLarge(var field) -> new AmountTooLarge(names.apply(field));
      case AssetUnavailable(var field, var asset, var network) ->
          new AssetUnavailable(names.apply(field), asset, network);
      case NotFound _,
          RateUnavailable _,
          InvoiceNotOpen _,
          OrderTaken _,
          NameTaken _,
          AddressTaken _,
          IdempotencyConflict _,
          NoWallet _,
          NotAnOrphan _,
          InsufficientFunds _ ->
          this;
    };
  }

  /// Runs a command and renames the fields of its rejection.
  ///
  /// @throws Refused with the caller's field names
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
