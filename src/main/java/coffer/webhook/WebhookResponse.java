package coffer.webhook;

import java.util.Optional;

/// What came of one request.
sealed interface WebhookResponse {
  /// @param start of the body: printable text of at most 1,000 bytes as received
  /// @param retryAfter the header, as it was
  /// @param again whether it was sent once more, over a new connection, since a kept one was closed
  record Answered(int status, String start, Optional<String> retryAfter, boolean again)
      implements WebhookResponse {}

  /// Nothing was sent: this server is busy with too much else of the same project, or of all.
  record Busy() implements WebhookResponse {}

  /// There was no answer.
  ///
  /// @param error why, in a few words
  record Silent(String error) implements WebhookResponse {}
}
