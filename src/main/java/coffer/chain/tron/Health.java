package coffer.chain.tron;

import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import java.time.Duration;
import java.util.Optional;

/// Whether an endpoint rests after failures. Safe to be used by several threads.
final class Health {
  /// Failures further apart than this are not in a row.
  private static final Duration IN_A_ROW = Duration.ofMinutes(1);

  private final TronLimits limits;
  private int failures;
  private long failedAt;
  private long restsUntil = System.nanoTime();
  private Optional<SourceException> failure = Optional.empty();

  Health(TronLimits limits) {
    this.limits = limits;
  }

  synchronized boolean rests() {
    return System.nanoTime() - restsUntil < 0;
  }

  synchronized Duration restsFor() {
    return Duration.ofNanos(Math.max(0, restsUntil - System.nanoTime()));
  }

  /// Why it rests.
  synchronized Optional<SourceException> failure() {
    return failure;
  }

  /// The first failure costs nothing, unless the node asked for a pause; those that follow it
  /// closely cost ever longer rests.
  synchronized void failed(SourceException e) {
    var now = System.nanoTime();
    if (now - failedAt > IN_A_ROW.toNanos()) failures = 0;
    failures++;
    failedAt = now;
    failure = Optional.of(e);
    restsUntil = now + rest(e.kind()).toNanos();
  }

  private Duration rest(Kind kind) {
    if (kind == Kind.WRONG_CHAIN) return limits.longestRest();
    if (failures < 2 && kind != Kind.LIMITED) return Duration.ZERO;
    var rest = limits.rest().multipliedBy(1L << Math.clamp(failures - 2, 0, 20));
    return rest.compareTo(limits.longestRest()) < 0 ? rest : limits.longestRest();
  }
}
