/// Tells merchants what happened. [coffer.webhook.DeliveryWorker] takes deliveries that are due,
/// a [coffer.webhook.WebhookFormat] (one for each dialect) writes the body from the event's
/// snapshot, and [coffer.webhook.WebhookClient] sends it where it may go. Every attempt is signed
/// by the Standard Webhooks rules, whatever the dialect.
///
/// What a receiver may count on: each event arrives at least once; its `webhook-id` is the event's
/// and stays the same on every attempt and redelivery, and so does the body. What it may not count
/// on is order: two events of one object may overtake each other, and the event's number and the
/// object's version tell which is the later one.
@NullMarked
package coffer.webhook;

import org.jspecify.annotations.NullMarked;
