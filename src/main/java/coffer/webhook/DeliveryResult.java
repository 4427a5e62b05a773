package coffer.webhook;

import coffer.webhook.DeliveryView.SkipReason;
import java.time.Instant;
import java.util.Optional;

/// The result of a lease.
sealed interface DeliveryResult {
  /// The attempt, if there was one.
  default Optional<Attempt> tried() {
    return switch (this) {
      case Skipped _, Returned(), Postponed _ -> Optional.empty();
      case Delivered(var attempt) -> Optional.of(attempt);
      case Failed(var attempt, _) -> Optional.of(attempt);
    };
  }

  /// Not tried; due again at once.
  record Returned() implements DeliveryResult {}

  /// Not tried; due again at that time.
  record Postponed(Instant until) implements DeliveryResult {}

  /// There was nothing to send.
  record Skipped(SkipReason reason) implements DeliveryResult {}

  /// The receiver accepted it.
  ///
  /// @param attempt the last one
  record Delivered(Attempt attempt) implements DeliveryResult {}

  /// The receiver did not accept it, or there was no response.
  ///
  /// @param next when to try again; empty = given up
  record Failed(Attempt attempt, Optional<Instant> next) implements DeliveryResult {}

  /// @param status the HTTP status; empty = there was no response
  /// @param error why there was no response; with a status: that the request was sent twice
  /// @param answer the start of the response
  record Attempt(
      Instant at,
      int millis,
      Optional<Integer> status,
      Optional<String> error,
      Optional<String> answer) {}
}
