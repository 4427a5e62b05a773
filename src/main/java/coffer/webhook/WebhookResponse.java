package coffer.webhook;

import java.util.Optional;

/// The result of one request.
sealed interface WebhookResponse {
  /// The receiver responded.
  ///
  /// @param start of the body: printable text from at most 1,000 bytes
  /// @param retryAfter the header, unchanged
  /// @param again whether the request was sent a second time, over a new connection, because the
  ///     receiver had closed a kept one
  record Answered(int status, String start, Optional<String> retryAfter, boolean again)
      implements WebhookResponse {}

  /// Nothing was sent: this server is resolving too many other names, of the same project or of
  /// all.
  record Busy() implements WebhookResponse {}

  /// There was no response.
  ///
  /// @param error why, in a few words
  record Silent(String error) implements WebhookResponse {}
}
