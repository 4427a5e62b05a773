package coffer.chain;

import coffer.chain.SourceException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/// One endpoint of a chain: whether its chain was verified, and whether it is resting after
/// failures. Thread-safe.
public abstract class Endpoint {
  /// Failures further apart than this are not consecutive.
  private static final Duration FAILURE_WINDOW = Duration.ofMinutes(1);

  /// This many answers compensate one failure. A node that answers most requests but always fails
  /// one of them must rest all the same.
  private static final int ANSWERS_A_FAILURE = 8;

  private final String name;
  private final Redaction redaction;
  private final Duration rest;
  private final Duration longestRest;
  private volatile boolean checked;
  private volatile long calledFinal;

  /// The failures that are not compensated yet, counted in answers.
  private int owed;

  private long failedAt;
  private long restsUntil = System.nanoTime();
  private Optional<SourceException> failure = Optional.empty();

  /// @param name without credentials: for display
  /// @param redaction for the node's messages
  /// @param rest after the second failure in a row; doubles with each further one
  /// @param longestRest the maximum rest; also that of an endpoint on a wrong chain
  protected Endpoint(String name, Redaction redaction, Duration rest, Duration longestRest) {
    this.name = name;
    this.redaction = redaction;
    this.rest = rest;
    this.longestRest = longestRest;
  }

  public final String name() {
    return name;
  }

  /// Verifies that the node is on the configured chain.
  ///
  /// @throws SourceException if it is not, or does not answer
  protected abstract void ask();

  /// Verifies the node's chain before any other request, and again after each failure.
  public final void checkChain() {
    if (checked) return;
    ask();
    checked = true;
  }

  /// Records the height up to which this endpoint calls blocks final.
  public final void callsFinal(long height) {
    calledFinal = height;
  }

  /// Checks that this endpoint itself calls blocks up to a height final: it may follow another
  /// branch than the endpoint that reported the height.
  ///
  /// @param height up to which another endpoint calls blocks final
  /// @param asked requests this endpoint's current final height
  /// @throws SourceException if that is lower
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

  /// The last failure; empty if there was none.
  final synchronized Optional<SourceException> failure() {
    return failure;
  }

  final synchronized EndpointState state() {
    var age = failure.map(_ -> Duration.ofNanos(System.nanoTime() - failedAt));
    return new EndpointState(name, rests(), failure.map(this::shownMessage), age);
  }

  /// Records a failure. The first one has no consequence, unless the node asked for a pause or is
  /// on a wrong chain; consecutive ones cause ever longer rests.
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

  /// Request methods that it rejects at present.
  protected List<UnsupportedMethod> unsupportedMethods() {
    return List.of();
  }

  /// The message of a failure without secrets, for display.
  public final String shownMessage(SourceException failure) {
    return String.valueOf(shown(failure).getMessage());
  }

  /// The failure with a message without secrets, for display.
  final SourceException shown(SourceException failure) {
    var message = String.valueOf(failure.getMessage());
    var shown = redaction.of(message);
    if (shown.equals(message)) return failure;
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
