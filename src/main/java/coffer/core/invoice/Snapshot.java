package coffer.core.invoice;

import java.util.Optional;
import java.util.UUID;

/// What an event keeps: the object that it is about as it was then, an invoice or a payment.
///
/// @param before how the invoice stood before; empty for a new one, and where a payment is told
/// @param owner the invoice that the payment belongs to; empty for an orphan without one, and where
///     an invoice is told
public record Snapshot(
    Optional<InvoiceView> invoice,
    Optional<InvoiceView.PaymentView> payment,
    Optional<Standing> before,
    Optional<UUID> owner) {
  static Snapshot of(InvoiceView invoice, Optional<Standing> before) {
    return new Snapshot(Optional.of(invoice), Optional.empty(), before, Optional.empty());
  }

  public static Snapshot of(InvoiceView.PaymentView payment, Optional<UUID> owner) {
    return new Snapshot(Optional.empty(), Optional.of(payment), Optional.empty(), owner);
  }
}
