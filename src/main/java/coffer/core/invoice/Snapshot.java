package coffer.core.invoice;

import java.util.Optional;

/// What an event keeps: the invoice it touched as it was then, and the payment that it is about. At
/// least one of the two is there; a payment that belongs to no invoice stands alone.
///
/// @param before how the invoice stood before; empty for a new one
public record Snapshot(
    Optional<InvoiceView> invoice,
    Optional<InvoiceView.PaymentView> payment,
    Optional<Standing> before) {}
