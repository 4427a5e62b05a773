package coffer.webhook;

import java.time.Instant;
import java.util.Optional;

/// What became of a lease.
sealed interface Ending {
  /// Nothing was to be told.
  record Skipped() implements Ending {}

  /// The receiver took it.
  record Delivered(Attempt attempt) implements Ending {}

  /// @param next when to try again; empty = given up
  record Failed(Attempt attempt, Optional<Instant> next) implements Ending {}

  /// @param status of HTTP; empty = there was no answer
  /// @param answer its start
  record Attempt(
      Instant at,
      int millis,
      Optional<Integer> status,
      Optional<String> error,
      Optional<String> answer) {}
}
