package coffer.webhook;

import coffer.webhook.DeliveryView.SkipReason;
import java.time.Instant;
import java.util.Optional;

/// What became of a lease.
sealed interface DeliveryResult {
  /// The attempt, if there was one.
  default Optional<Attempt> tried() {
    return switch (this) {
      case Skipped _, Returned(), Postponed _ -> Optional.empty();
      case Delivered(var attempt) -> Optional.of(attempt);
      case Failed(var attempt, _) -> Optional.of(attempt);
    };
  }

  /// It was not tried: it is due again at once.
  record Returned() implements DeliveryResult {}

  /// It was not tried, and is due again at that time.
  record Postponed(Instant until) implements DeliveryResult {}

  /// Nothing was to be told.
  record Skipped(SkipReason reason) implements DeliveryResult {}

  /// The receiver took it.
  ///
  /// @param attempt the last one
  record Delivered(Attempt attempt) implements DeliveryResult {}

  /// @param next when to try again; empty = given up
  record Failed(Attempt attempt, Optional<Instant> next) implements DeliveryResult {}

  /// @param status of HTTP; empty = there was no answer
  /// @param error why there was none; beside a status: that the request was sent twice
  /// @param answer its start
  record Attempt(
      Instant at,
      int millis,
      Optional<Integer> status,
      Optional<String> error,
      Optional<String> answer) {}
}
