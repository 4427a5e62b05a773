package coffer.webhook;

import coffer.core.tracking.TrackedTransfer;
import java.util.Map;
import java.util.Optional;

/// How one dialect writes events. The signature, the body and the criterion of success depend on
/// the dialect; Coffer adds the Standard Webhooks headers to all.
public interface WebhookFormat {
  /// The dialect's name, as destinations store it.
  String dialect();

  /// The message for an event. Depends only on its arguments, so that every attempt sends the same
  /// bytes.
  ///
  /// @return empty if the dialect does not send events of that kind or state; the delivery then
  ///     ends as SKIPPED
  Optional<Message> render(OutgoingEvent event, WebhookSecret secret);

  /// The report of a transfer to a tracked address.
  ///
  /// @param publicKey of the pair whose secret signs; empty = the project's secret signs
  /// @return empty if the dialect has no tracked addresses
  default Optional<Message> render(
      TrackedTransfer transfer, Optional<String> publicKey, WebhookSecret secret) {
    return Optional.empty();
  }

  /// Whether the dialect has a message for [coffer.core.event.Event#TEST] that no client can take
  /// for a payment.
  default boolean hasTest() {
    return false;
  }

  /// Whether clients keep only the last event of an object. If so, an event is not sent when a
  /// later one of the same object is to be sent, and not while an earlier one is being sent.
  default boolean onlyLatestCounts() {
    return false;
  }

  /// Whether the dialect only reports that an invoice was paid, and cannot report the opposite. If
  /// so, an event is not sent when the invoice's newest event shows that it is not paid.
  default boolean onlyWhilePaid() {
    return false;
  }

  /// Whether an HTTP status means that the receiver accepted the event. Redirects are never
  /// followed.
  default boolean accepts(int status) {
    return status >= 200 && status < 300;
  }

  /// When an event that the receiver did not accept is sent again.
  default RetrySchedule schedule() {
    return RetrySchedule.STANDARD;
  }

  /// What is sent to a receiver.
  ///
  /// @param contentType `application/json`
  /// @param body sent in UTF-8
  /// @param headers in addition to Content-Type, User-Agent and those of Standard Webhooks: the
  ///     dialect's signature
  record Message(String contentType, String body, Map<String, String> headers) {}
}
