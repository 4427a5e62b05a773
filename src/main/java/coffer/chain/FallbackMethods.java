package coffer.chain;

import coffer.chain.SourceException.Kind;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Alternative methods of requesting the same thing from a node, in order of preference. A method
/// that the node rejects is tried only after the others for one minute, then twice as long, up to
/// 10 minutes. If all are rejected, the next request starts with the first. Thread-safe.
public final class FallbackMethods<W extends Enum<W>> {
  private static final Logger LOG = LoggerFactory.getLogger(FallbackMethods.class);
  private static final Duration MIN_PAUSE = Duration.ofMinutes(1);
  private static final Duration MAX_PAUSE = Duration.ofMinutes(10);

  /// The rate-limit response with this number, in a row, is treated as a rejection.
  private static final int LIMITED_IN_A_ROW = 3;

  private final Endpoint node;
  private final List<W> all;
  private final LongSupplier nanos;
  private final Map<W, State> states;

  private static final class State {
    private Duration closedFor = Duration.ZERO;
    private long closedAt;
    private long since;
    private String message = "";
    private int limited;
  }

  /// @param node the endpoint, for the log
  /// @param type its constants are the methods, in order of preference
  public FallbackMethods(Endpoint node, Class<W> type) {
    this(node, type, System::nanoTime);
  }

  FallbackMethods(Endpoint node, Class<W> type, LongSupplier nanos) {
    this.node = node;
    this.all = List.of(type.getEnumConstants());
    this.nanos = nanos;
    this.states = new EnumMap<>(type);
    all.forEach(method -> states.put(method, new State()));
  }

  /// Tries one method after the other; those that were rejected recently come last.
  ///
  /// @throws SourceException the first failure that is not a rejection; or, if all methods are
  ///     rejected, one rejection with all messages
  public <T> T ask(Function<W, T> question) {
    var messages = new LinkedHashSet<String>();
    NodeErrorResponse last = null;
    for (var method : inOrder()) {
      try {
        var answer = question.apply(method);
        open(method);
        return answer;
      } catch (NodeErrorResponse e) {
        if (!close(method, e)) throw e;
        messages.add(String.valueOf(e.getMessage()));
        last = e;
      }
    }
    if (last == null) throw new IllegalStateException("no way at all");
    if (messages.size() == 1) throw last;
    throw new NodeErrorResponse(last.kind(), String.join("; ", messages), last);
  }

  private synchronized List<W> inOrder() {
    return all.stream().sorted(Comparator.comparing(this::isClosed)).toList();
  }

  private synchronized boolean isClosed(W method) {
    var state = state(method);
    return nanos.getAsLong() - state.closedAt < state.closedFor.toNanos();
  }

  private synchronized void open(W method) {
    states.put(method, new State());
  }

  /// @return whether another method should be tried
  private synchronized boolean close(W method, NodeErrorResponse e) {
    var state = state(method);
    if (e.kind() == Kind.LIMITED && ++state.limited < LIMITED_IN_A_ROW) return false;
    state.message = node.shownMessage(e);
    if (isClosed(method)) return true;
    if (state.closedFor.isZero()) {
      state.since = nanos.getAsLong();
      LOG.info(
          "{}: {} is refused, and passed over for a while: {}", node.name(), method, state.message);
    }
    var longer = state.closedFor.isZero() ? MIN_PAUSE : state.closedFor.multipliedBy(2);
    state.closedFor = longer.compareTo(MAX_PAUSE) < 0 ? longer : MAX_PAUSE;
    state.closedAt = nanos.getAsLong();
    return true;
  }

  /// The methods that were rejected and not answered since.
  public synchronized List<UnsupportedMethod> unsupportedMethods() {
    var now = nanos.getAsLong();
    return all.stream()
        .filter(method -> !state(method).closedFor.isZero())
        .map(method -> unsupported(method, state(method), now))
        .toList();
  }

  private UnsupportedMethod unsupported(W method, State state, long now) {
    var name = method.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return new UnsupportedMethod(
        node.name(), name, state.message, Duration.ofNanos(now - state.since));
  }

  private State state(W method) {
    return java.util.Objects.requireNonNull(states.get(method));
  }
}
