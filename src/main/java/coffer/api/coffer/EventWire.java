package coffer.api.coffer;

import coffer.api.ValueFormats;
import coffer.core.event.Event;
import coffer.core.invoice.CreditView;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Snapshot;
import coffer.db.Json;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// An event, as in the list of events and in the body of a webhook.
///
/// @param number per object, starting at 1; a higher number is later
record EventWire(UUID id, String type, Instant createdAt, int number, Data data) {

  /// The object of the event at that time. Older events of payments also contain the invoice.
  ///
  /// @param test true in a made-up event, which has no object
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record Data(
      Optional<CofferInvoiceWire> invoice,
      Optional<PaymentWire> payment,
      Optional<CreditWire> credit,
      Optional<Boolean> test) {
    static Data of(Snapshot snapshot, String publicUrl) {
      return new Data(
          snapshot.invoice().map(invoice -> CofferInvoiceWire.of(invoice, publicUrl)),
          snapshot
              .payment()
              .map(
                  payment ->
                      PaymentWire.of(
                          payment,
                          snapshot.owner().or(() -> snapshot.invoice().map(InvoiceView::id)),
                          snapshot.deposit())),
          snapshot.credit().map(CreditWire::of),
          Optional.of(true).filter(_ -> snapshot.equals(Snapshot.NONE)));
    }
  }

  /// What a payment was credited to the prepaid balance.
  record CreditWire(String amount, String currency, String rate) {
    static CreditWire of(CreditView credit) {
      return new CreditWire(
          ValueFormats.plain(credit.amount()),
          credit.currency(),
          ValueFormats.plain(credit.rate()));
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
