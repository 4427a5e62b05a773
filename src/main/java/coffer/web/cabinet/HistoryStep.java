package coffer.web.cabinet;

import java.time.Instant;
import java.util.List;

/// Something that happened to an invoice.
///
/// @param kind key of what happened: see [InvoiceHistory]
/// @param text what it was about: an amount, the type of an event, an act
/// @param detail more about it: a block, an account, a reason; "" = nothing
/// @param by who did it; "" = the server
/// @param deliveries the webhooks of an event
public record HistoryStep(
    Instant at,
    String kind,
    String text,
    String detail,
    String by,
    List<DeliveredWebhook> deliveries) {

  static HistoryStep of(Instant at, String kind, String text, String detail) {
    return new HistoryStep(at, kind, text, detail, "", List.of());
  }
}
