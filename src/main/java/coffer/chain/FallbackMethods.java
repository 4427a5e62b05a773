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

/// Several ways to ask a node for the same thing, in the order of preference. One that is refused
/// is passed over for a minute, for longer each time, then tried again; when all are refused, the
/// next question begins with the first. Safe to be used by several threads.
public final class FallbackMethods<W extends Enum<W>> {
  private static final Logger LOG = LoggerFactory.getLogger(FallbackMethods.class);
  private static final Duration MIN_PAUSE = Duration.ofMinutes(1);
  private static final Duration MAX_PAUSE = Duration.ofMinutes(10);

  /// So often in a row "slow down" is believed; after that it is a refusal like any other.
  private static final int LIMITED_IN_A_ROW = 3;

  private final Endpoint node;
  private final List<W> all;
  private final LongSupplier nanos;
  private final Map<W, State> states;

  private static final class State {
    private Duration closedFor = Duration.ZERO;
    private long closedAt;
    private long since;
    private String said = "";
    private int limited;
  }

  /// @param node whose they are, for the log
  /// @param type whose constants are in the order of preference
  public FallbackMethods(Endpoint node, Class<W> type) {
    this(node, type, System::nanoTime);
  }

  FallbackMethods(Endpoint node, Class<W> type, LongSupplier nanos) {
    this.node = node;
    this.all = List.of(type.getEnumConstants());
    this.nanos = nanos;
    this.states = new EnumMap<>(type);
    all.forEach(way -> states.put(way, new State()));
  }

  /// Asks in one way after the other, those that were refused lately at last.
  ///
  /// @throws SourceException the first failure that is no refusal; or one refusal that names them
  ///     all, if every way is refused
  public <T> T ask(Function<W, T> question) {
    var words = new LinkedHashSet<String>();
    NodeErrorResponse last = null;
    for (var way : inOrder()) {
      try {
        var answer = question.apply(way);
        open(way);
        return answer;
      } catch (NodeErrorResponse e) {
        if (!close(way, e)) throw e;
        words.add(String.valueOf(e.getMessage()));
        last = e;
      }
    }
    if (last == null) throw new IllegalStateException("no way at all");
    if (words.size() == 1) throw last;
    throw new NodeErrorResponse(last.kind(), String.join("; ", words), last);
  }

  private synchronized List<W> inOrder() {
    return all.stream().sorted(Comparator.comparing(this::isClosed)).toList();
  }

  private synchronized boolean isClosed(W way) {
    var state = state(way);
    return nanos.getAsLong() - state.closedAt < state.closedFor.toNanos();
  }

  private synchronized void open(W way) {
    states.put(way, new State());
  }

  /// @return whether another way is to be tried
  private synchronized boolean close(W way, NodeErrorResponse e) {
    var state = state(way);
    if (e.kind() == Kind.LIMITED && ++state.limited < LIMITED_IN_A_ROW) return false;
    state.said = node.shownMessage(e);
    if (isClosed(way)) return true;
    if (state.closedFor.isZero()) {
      state.since = nanos.getAsLong();
      LOG.info("{}: {} is refused, and passed over for a while: {}", node.name(), way, state.said);
    }
    var longer = state.closedFor.isZero() ? MIN_PAUSE : state.closedFor.multipliedBy(2);
    state.closedFor = longer.compareTo(MAX_PAUSE) < 0 ? longer : MAX_PAUSE;
    state.closedAt = nanos.getAsLong();
    return true;
  }

  /// Those that were refused, and not answered since.
  public synchronized List<UnsupportedMethod> refusals() {
    var now = nanos.getAsLong();
    return all.stream()
        .filter(way -> !state(way).closedFor.isZero())
        .map(way -> refusal(way, state(way), now))
        .toList();
  }

  private UnsupportedMethod refusal(W way, State state, long now) {
    var words = way.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return new UnsupportedMethod(
        node.name(), words, state.said, Duration.ofNanos(now - state.since));
  }

  private State state(W way) {
    return java.util.Objects.requireNonNull(states.get(way));
  }
}
