package coffer.web.cabinet;

import coffer.core.invoice.InvoiceView;
import coffer.core.listing.LatestInvoiceEvents;
import coffer.db.Tx;
import coffer.webhook.Deliveries;
import coffer.webhook.DeliveryView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What happened to an invoice, in order: quotes, payments, events and the webhooks that told them.
final class InvoiceHistory {
  /// The most events that a page shows, the latest ones.
  private static final int EVENTS = 100;

  private final CabinetServices services;
  private final LatestInvoiceEvents events = new LatestInvoiceEvents();

  InvoiceHistory(CabinetServices services) {
    this.services = services;
  }

  List<HistoryStep> of(Tx tx, long projectId, long invoiceId, InvoiceView invoice) {
    var steps = new ArrayList<HistoryStep>();
    steps.add(new HistoryStep(invoice.createdAt(), "created", "", List.of()));
    for (var quote : invoice.quotes()) {
      var due = quote.due().map(it -> it.stripTrailingZeros().toPlainString() + " ").orElse("");
      var text = due + quote.asset().code() + " · " + quote.asset().title();
      steps.add(new HistoryStep(quote.createdAt(), "quoted", text, List.of()));
    }
    for (var event : events.of(tx, projectId, invoiceId, EVENTS)) {
      steps.add(
          new HistoryStep(
              event.at(), "event", event.type(), deliveries(tx, projectId, event.publicId())));
    }
    steps.sort(Comparator.comparing(HistoryStep::at));
    return steps;
  }

  private List<DeliveredWebhook> deliveries(Tx tx, long projectId, UUID event) {
    var query = new Deliveries.Query(Optional.empty(), Optional.of(event), Optional.empty(), 20);
    return services.deliveries().list(tx, projectId, query).stream()
        .map(InvoiceHistory::delivered)
        .toList();
  }

  private static DeliveredWebhook delivered(DeliveryView view) {
    return new DeliveredWebhook(
        view.id(),
        view.url(),
        view.status().name().toLowerCase(java.util.Locale.ROOT),
        view.attempts());
  }
}
