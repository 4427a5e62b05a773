package coffer.webhook;

import java.util.Map;
import java.util.Optional;

/// How one dialect tells an event. Its signature, its words and its idea of success are its own;
/// the Standard Webhooks headers are added to all.
public interface WebhookFormat {
  /// The dialect's name, as destinations hold it.
  String dialect();

  /// What to send. Depends on nothing but its arguments: every attempt sends the same bytes.
  ///
  /// @return empty if an event of that kind, or in that state, is of no interest to this dialect;
  ///     the delivery then ends as SKIPPED
  Optional<Message> render(OutgoingEvent event, WebhookSecret secret);

  /// Whether its clients keep what they heard last. Then an event is not told once a later one of
  /// the same object is to be told, and not while an earlier one is under way.
  default boolean lastWordCounts() {
    return false;
  }

  /// Whether it tells of nothing but that an invoice was paid, and has no words for the opposite.
  /// Then an event is not told any more where the invoice's newest event says that it is not paid.
  default boolean tellsOnlyWhilePaid() {
    return false;
  }

  /// Whether the receiver took it. Redirects are never followed.
  default boolean accepts(int status) {
    return status >= 200 && status < 300;
  }

  /// When it is told again to a receiver that did not take it.
  default RetrySchedule schedule() {
    return RetrySchedule.STANDARD;
  }

  /// @param contentType `application/json`
  /// @param body is sent in UTF-8
  /// @param headers beside Content-Type, User-Agent and the Standard Webhooks ones: the dialect's
  ///     own signature
  record Message(String contentType, String body, Map<String, String> headers) {}
}
