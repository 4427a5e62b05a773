package coffer.chain;

import coffer.chain.SourceException.Kind;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The endpoints of one chain, in order of preference. A request goes to the endpoint in use; if
/// that rests or fails, to the next one. Each request for the newest block selects the endpoint in
/// use again, so that the requests after it go to the same branch.
public final class Endpoints<E extends Endpoint> {
  private static final Logger LOG = LoggerFactory.getLogger(Endpoints.class);

  private final String chain;
  private final List<E> all;
  private final Map<Kind, Long> errors = new EnumMap<>(Kind.class);
  private volatile E inUse;

  /// @param all at least one
  public Endpoints(String chain, List<E> all) {
    if (all.isEmpty()) throw new IllegalArgumentException(chain + " has no endpoint");
    this.chain = chain;
    this.all = List.copyOf(all);
    this.inUse = all.getFirst();
  }

  /// The endpoint that was asked last.
  public E inUse() {
    return inUse;
  }

  public List<E> all() {
    return all;
  }

  /// Asks the endpoint in use, then the others.
  ///
  /// @throws SourceException of the last node, if none answers
  public <T> T ask(Function<E, T> question) {
    var first = inUse;
    var rest = all.stream().filter(node -> !node.equals(first));
    return ask(Stream.concat(Stream.of(first), rest).toList(), question);
  }

  /// The same in order of preference.
  public <T> T askPreferred(Function<E, T> question) {
    return ask(all, question);
  }

  private <T> T ask(List<E> order, Function<E, T> question) {
    Optional<SourceException> last = Optional.empty();
    for (var node : order) {
      if (node.rests()) continue;
      try {
        node.checkChain();
        inUse = node;
        var answer = question.apply(node);
        node.answered();
        return answer;
      } catch (SourceException e) {
        last = Optional.of(failed(node, e));
      }
    }
    throw last.orElseGet(this::allRest);
  }

  /// Asks the endpoints other than the given one; empty if none has an answer.
  public <T> Optional<T> askOther(E but, Function<E, Optional<T>> question) {
    for (var node : all) {
      if (node.equals(but) || node.rests()) continue;
      try {
        node.checkChain();
        var answer = question.apply(node);
        if (answer.isPresent()) return answer;
      } catch (SourceException e) {
        failed(node, e);
      }
    }
    return Optional.empty();
  }

  public boolean hasOthers() {
    return all.size() > 1;
  }

  /// Records a failure; a node rests after consecutive ones.
  ///
  /// @return the failure with a message for display
  /// @throws SourceException if this thread was interrupted: then it is no failure of the node, and
  ///     no other node must be asked
  public SourceException failed(E node, SourceException met) {
    if (Thread.currentThread().isInterrupted()) {
      throw new SourceException(Kind.UNREACHABLE, "interrupted", met);
    }
    var failure = node.shown(met);
    count(failure.kind());
    node.failed(failure);
    LOG.warn("{}: {} at {}: {}", chain, failure.kind(), node.name(), failure.getMessage());
    return failure;
  }

  public synchronized void count(Kind kind) {
    errors.merge(kind, 1L, Long::sum);
  }

  public synchronized Map<String, Long> errors() {
    return errors.entrySet().stream()
        .collect(Collectors.toUnmodifiableMap(e -> e.getKey().name(), Map.Entry::getValue));
  }

  /// How each endpoint does, in order of preference.
  public List<EndpointState> states() {
    return all.stream().map(Endpoint::state).toList();
  }

  /// The request methods that the endpoints reject at present.
  public List<UnsupportedMethod> unsupportedMethods() {
    return all.stream().flatMap(node -> node.unsupportedMethods().stream()).toList();
  }

  private SourceException allRest() {
    var first = all.stream().min(Comparator.comparing(Endpoint::restsFor)).orElseThrow();
    var kind = first.failure().map(SourceException::kind).orElse(Kind.UNREACHABLE);
    var why = first.failure().map(Throwable::getMessage).orElse("no answer");
    return new SourceException(kind, "endpoints rest after failures; " + first.name() + ": " + why);
  }
}
