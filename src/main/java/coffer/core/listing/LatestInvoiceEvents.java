package coffer.core.listing;

import coffer.core.event.Event;
import coffer.core.event.EventLog;
import coffer.db.Tx;
import java.util.List;

/// The latest events of an invoice and of its payments.
public final class LatestInvoiceEvents {
  private final EventLog events = new EventLog();

  /// Newest first.
  ///
  /// @param invoiceId row id
  public List<Event> of(Tx tx, long projectId, long invoiceId, int limit) {
    var payments =
        tx.list(
            "SELECT id FROM movement WHERE invoice_id = ? AND NOT dust ORDER BY id DESC LIMIT ?",
            row -> row.number("id"),
            invoiceId,
            limit);
    return events.ofInvoice(tx, projectId, invoiceId, payments, limit);
  }
}
