package coffer.core.invoice;

import coffer.core.deposit.DepositView;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;
import java.util.UUID;

/// The object of an event at the time of the event: an invoice or a payment.
///
/// @param before the standing before the change; empty for a new invoice and for a payment
/// @param owner public id of the payment's invoice; empty if it has none, and for an invoice
/// @param deposit whose deposit address received the payment; empty if it is an invoice's
/// @param credit what the payment was credited to the prepaid balance, if that is the event
public record Snapshot(
    Optional<InvoiceView> invoice,
    Optional<InvoiceView.PaymentView> payment,
    Optional<Standing> before,
    Optional<UUID> owner,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<DepositView> deposit,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<CreditView> credit) {
  /// Of an event that is about nothing.
  public static final Snapshot NONE =
      new Snapshot(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  static Snapshot of(InvoiceView invoice, Optional<Standing> before) {
    return new Snapshot(
        Optional.of(invoice),
        Optional.empty(),
        before,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  public static Snapshot of(
      InvoiceView.PaymentView payment,
      Optional<UUID> owner,
      Optional<DepositView> deposit,
      Optional<CreditView> credit) {
    return new Snapshot(
        Optional.empty(), Optional.of(payment), Optional.empty(), owner, deposit, credit);
  }
}
