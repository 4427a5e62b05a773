/// Webhooks: sends events to merchants. [coffer.webhook.DeliveryWorker] leases due deliveries, a
/// [coffer.webhook.WebhookFormat] (one for each dialect) writes the body from the event's snapshot,
/// and [coffer.webhook.WebhookClient] sends it to allowed addresses. Every attempt is signed
/// according to Standard Webhooks, whatever the dialect.
///
/// A receiver can rely on this: each event arrives at least once, and its `webhook-id`, which is
/// the id of the event, and its body are the same in every attempt and redelivery. A receiver
/// cannot rely on the order: two events of one object may overtake each other. The event's number
/// and the object's version show which one is later.
@NullMarked
package coffer.webhook;

import org.jspecify.annotations.NullMarked;
