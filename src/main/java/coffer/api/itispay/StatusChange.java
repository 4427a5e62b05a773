package coffer.api.itispay;

import coffer.core.Rejection;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Invoices;
import coffer.core.invoice.Mark;
import coffer.core.merchant.Project;
import coffer.db.Tx;
import java.time.InstantSource;
import java.util.UUID;

/// Changes an invoice's status on request of the merchant. This moves no money: a status that only
/// a payment can cause is rejected, unless the invoice already has it.
final class StatusChange {
  private final Invoices invoices;
  private final InstantSource clock;

  StatusChange(Invoices invoices, InstantSource clock) {
    this.invoices = invoices;
    this.clock = clock;
  }

  /// @throws Rejection.Refused NotFound if the project has no such invoice
  long find(Tx tx, Project project, UUID id) {
    return invoices
        .find(tx, project.id(), id)
        .orElseThrow(() -> new Rejection.NotFound("invoice", id.toString()).asException());
  }

  /// @param by author of the change
  /// @param why reason, may be empty
  /// @throws Rejection.Refused InvoiceNotOpen if the invoice cannot get that status
  InvoiceView to(Tx tx, long id, ItIsPayStatus wanted, String by, String why) {
    var view = invoices.view(tx, id);
    if (ItIsPayStatus.of(view.standing()) == wanted) return view;
    return switch (wanted) {
      case COMPLETED -> mark(tx, id, Mark.Kind.SETTLED, by, why);
      case CANCELLED -> mark(tx, id, Mark.Kind.CANCELLED, by, why);
      case ARCHIVED -> mark(tx, id, Mark.Kind.ARCHIVED, by, why);
      case EXPIRED -> invoices.end(tx, id, by, why);
      case NEW -> unmark(tx, id);
      case PENDING, PAID_PARTIAL -> throw impossible(view, wanted);
    };
  }

  private InvoiceView mark(Tx tx, long id, Mark.Kind kind, String by, String why) {
    return invoices.mark(tx, id, new Mark(kind, by, why, clock.instant()));
  }

  private InvoiceView unmark(Tx tx, long id) {
    var view = invoices.unmark(tx, id);
    if (ItIsPayStatus.of(view.standing()) != ItIsPayStatus.NEW)
      throw impossible(view, ItIsPayStatus.NEW);
    return view;
  }

  static Rejection.Refused impossible(InvoiceView view, ItIsPayStatus wanted) {
    var status = view.standing().status().name();
    return new Rejection.InvoiceNotOpen(view.id().toString(), status, wanted.text()).asException();
  }
}
