package coffer.core.rate;

import coffer.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a source of exchange rates answered last, to any server.
///
/// @param answeredAt the last good answer
/// @param error why it failed the last time, in its own words
public record RateSourceState(
    String name,
    Instant askedAt,
    Optional<Instant> answeredAt,
    Optional<String> error,
    Optional<Instant> errorAt) {
  private static final int MAX_ERROR = 500;

  /// Whether the last request failed.
  public boolean failing() {
    return errorAt.filter(at -> !at.isBefore(answeredAt.orElse(Instant.MIN))).isPresent();
  }

  public static List<RateSourceState> list(Tx tx) {
    return tx.list(
        "SELECT * FROM rate_source ORDER BY name",
        row ->
            new RateSourceState(
                row.text("name"),
                row.instant("asked_at"),
                row.maybeInstant("answered_at"),
                row.maybeText("error"),
                row.maybeInstant("error_at")));
  }

  /// @param answers of the sources that were asked: why each failed; empty = it did not
  static void report(Tx tx, Map<String, Optional<String>> answers, Instant now) {
    answers.keySet().stream()
        .sorted()
        .forEach(
            name -> {
              var error =
                  answers
                      .getOrDefault(name, Optional.empty())
                      .map(it -> it.substring(0, Math.min(it.length(), MAX_ERROR)));
              tx.update(
                  """
                  INSERT INTO rate_source AS s (name, asked_at, answered_at, error, error_at) VALUES (?, ?, ?, ?, ?)
                  ON CONFLICT (name) DO UPDATE SET asked_at = excluded.asked_at,
                    answered_at = coalesce(excluded.answered_at, s.answered_at),
                    error = coalesce(excluded.error, s.error), error_at = coalesce(excluded.error_at, s.error_at)
                  """,
                  name,
                  now,
                  error.isEmpty() ? Optional.of(now) : Optional.empty(),
                  error,
                  error.map(_ -> now));
            });
  }
}
