package coffer.chain;

import coffer.chain.SourceException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/// One endpoint of a chain: whether it was found to be on the right chain, and whether it rests
/// after failures. Safe to be used by several threads.
public abstract class Endpoint {
  /// Failures further apart than this are not in a row.
  private static final Duration FAILURE_WINDOW = Duration.ofMinutes(1);

  /// So many answers make up for one failure. A node that answers some questions well and one of
  /// them never, rests all the same.
  private static final int ANSWERS_A_FAILURE = 8;

  private final String name;
  private final Redaction redaction;
  private final Duration rest;
  private final Duration longestRest;
  private volatile boolean checked;
  private volatile long calledFinal;

  /// Of failures that answers have not made up for, in answers.
  private int owed;

  private long failedAt;
  private long restsUntil = System.nanoTime();
  private Optional<SourceException> failure = Optional.empty();

  /// @param name without credentials: for people
  /// @param redaction of what it says
  /// @param rest after the second failure in a row; doubles with each further one
  /// @param longestRest the most that it grows to; also that of an endpoint on a wrong chain
  protected Endpoint(String name, Redaction redaction, Duration rest, Duration longestRest) {
    this.name = name;
    this.redaction = redaction;
    this.rest = rest;
    this.longestRest = longestRest;
  }

  public final String name() {
    return name;
  }

  /// Asks whether it is on the right chain.
  ///
  /// @throws SourceException if it is not, or does not answer
  protected abstract void ask();

  /// Nothing else is asked of a node before it has named the right chain; again after a failure.
  public final void checkChain() {
    if (checked) return;
    ask();
    checked = true;
  }

  /// Takes note of the height up to which it calls blocks final.
  public final void callsFinal(long height) {
    calledFinal = height;
  }

  /// Blocks are final by the word of the endpoint that tells them: another one may follow a branch
  /// in which they are not.
  ///
  /// @param height up to which another endpoint calls blocks final
  /// @param asked what this one calls final now
  /// @throws SourceException if that is less
  public final void requireFinal(long height, LongSupplier asked) {
    if (calledFinal >= height) return;
    calledFinal = asked.getAsLong();
    if (calledFinal >= height) return;
    throw new SourceException(
        Kind.BEHIND, "calls no block above %d final, others %d".formatted(calledFinal, height));
  }

  public final synchronized boolean rests() {
    return System.nanoTime() - restsUntil < 0;
  }

  final synchronized Duration restsFor() {
    return Duration.ofNanos(Math.max(0, restsUntil - System.nanoTime()));
  }

  /// Why it rests.
  final synchronized Optional<SourceException> failure() {
    return failure;
  }

  /// The first failure costs nothing, unless the node asked for a pause; those that follow it
  /// closely cost ever longer rests.
  protected synchronized void failed(SourceException e) {
    var now = System.nanoTime();
    if (now - failedAt > FAILURE_WINDOW.toNanos()) owed = 0;
    owed += ANSWERS_A_FAILURE;
    failedAt = now;
    failure = Optional.of(e);
    checked = false;
    restsUntil = now + rest(e.kind()).toNanos();
  }

  final synchronized void answered() {
    if (owed > 0) owed--;
  }

  /// Ways of asking that it refuses at present.
  protected List<UnsupportedMethod> refusals() {
    return List.of();
  }

  /// What a failure says, in words that people may see.
  public final String shownMessage(SourceException failure) {
    return String.valueOf(shown(failure).getMessage());
  }

  /// The failure in words that people may see.
  final SourceException shown(SourceException failure) {
    var said = String.valueOf(failure.getMessage());
    var shown = redaction.of(said);
    if (shown.equals(said)) return failure;
    return new SourceException(failure.kind(), shown);
  }

  private Duration rest(Kind kind) {
    var failures = Math.ceilDiv(owed, ANSWERS_A_FAILURE);
    if (kind == Kind.WRONG_CHAIN) return longestRest;
    if (failures < 2 && kind != Kind.LIMITED) return Duration.ZERO;
    var longer = rest.multipliedBy(1L << Math.clamp(failures - 2, 0, 20));
    return longer.compareTo(longestRest) < 0 ? longer : longestRest;
  }
}
