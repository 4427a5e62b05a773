package coffer.core.link;

import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Invoices;
import coffer.db.Tx;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Lists and finds the invoices of payment links.
public final class InvoicesOfLinks {
  private final Invoices invoices;

  public InvoicesOfLinks(Invoices invoices) {
    this.invoices = invoices;
  }

  /// The invoices of a link, newest first.
  ///
  /// @param before row id of the last invoice of the previous page; empty = the first page
  public List<InvoiceView> list(Tx tx, PaymentLink link, Optional<Long> before, int limit) {
    var ids =
        tx.list(
            """
            SELECT invoice_id FROM link_invoice
            WHERE (link_id, invoice_id) > (?, 0) AND (link_id, invoice_id) < (?, ?)
            ORDER BY link_id DESC, invoice_id DESC LIMIT ?
            """,
            row -> row.number("invoice_id"),
            link.id(),
            link.id(),
            before.orElse(Long.MAX_VALUE),
            limit);
    var views = invoices.views(tx, ids.reversed());
    return views.reversed();
  }

  /// Row id of an invoice of a link.
  public Optional<Long> find(Tx tx, PaymentLink link, UUID invoice) {
    return invoices
        .find(tx, link.projectId(), invoice)
        .filter(id -> linkOf(tx, id).equals(Optional.of(link.id())));
  }

  /// Row id of the link that made an invoice.
  ///
  /// @param invoiceId row id
  public Optional<Long> linkOf(Tx tx, long invoiceId) {
    return tx.one(
        "SELECT link_id FROM link_invoice WHERE invoice_id = ?",
        row -> row.number("link_id"),
        invoiceId);
  }
}
