package coffer.web.cabinet;

import java.time.Instant;
import java.util.List;

/// Something that happened to an invoice.
///
/// @param kind key of what happened: `created`, `quoted`, `event`
/// @param text what it was about: an amount, a type
/// @param deliveries the webhooks of an event
public record HistoryStep(
    Instant at, String kind, String text, List<DeliveredWebhook> deliveries) {}
