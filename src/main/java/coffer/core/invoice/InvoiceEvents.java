package coffer.core.invoice;

import coffer.core.event.Event;
import java.util.Optional;

/// Builds the events of changed invoices.
final class InvoiceEvents {
  private InvoiceEvents() {}

  /// @param before the standing before the change; empty for a new invoice
  static Event.Draft draft(
      Invoice invoice, String type, int version, InvoiceView view, Optional<Standing> before) {
    return new Event.Draft(
        invoice.owner().organizationId(),
        invoice.owner().projectId(),
        new Event.Owner.OfInvoice(invoice.id()),
        type,
        "invoice",
        invoice.id(),
        version,
        Snapshot.of(view, before));
  }

  static String type(Standing before, Standing after) {
    if (before.status() == after.status()) return "invoice.updated";
    return switch (after.status()) {
      case OPEN -> "invoice.reopened";
      case CONFIRMING -> "invoice.confirming";
      case SETTLED -> "invoice.settled";
      case EXPIRED -> "invoice.expired";
      case CANCELLED -> "invoice.cancelled";
      case ARCHIVED -> "invoice.archived";
    };
  }
}
