package coffer.api.coffer;

import coffer.core.event.Event;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Snapshot;
import coffer.db.Json;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Something that happened, as it stands in the list of events and in a webhook's body.
///
/// @param number per object, from 1: the greater one is the later one
record EventWire(UUID id, String type, Instant createdAt, int number, Data data) {

  /// The object that the event is about, as it was then. Older events of payments have the invoice
  /// beside it.
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record Data(Optional<CofferInvoiceWire> invoice, Optional<PaymentWire> payment) {
    static Data of(Snapshot snapshot, String publicUrl) {
      return new Data(
          snapshot.invoice().map(invoice -> CofferInvoiceWire.of(invoice, publicUrl)),
          snapshot
              .payment()
              .map(
                  payment ->
                      PaymentWire.of(
                          payment,
                          snapshot.owner().or(() -> snapshot.invoice().map(InvoiceView::id)))));
    }
  }

  static EventWire of(Event event, String publicUrl) {
    return new EventWire(
        event.publicId(),
        event.type(),
        event.at(),
        event.number(),
        Data.of(Json.read(event.snapshot(), Snapshot.class), publicUrl));
  }
}
