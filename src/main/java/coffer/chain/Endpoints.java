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

/// The endpoints of one chain, in the order of preference. A question goes to the one in use; if
/// that rests or fails, to the next. Which one is in use is settled anew whenever the newest block
/// is asked for, so that what follows is asked of the same branch.
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

  /// The one that was asked last.
  public E inUse() {
    return inUse;
  }

  public List<E> all() {
    return all;
  }

  /// @throws SourceException the last node's, if none answers
  public <T> T ask(Function<E, T> question) {
    var first = inUse;
    var rest = all.stream().filter(node -> !node.equals(first));
    return ask(Stream.concat(Stream.of(first), rest).toList(), question);
  }

  /// The same in the order of preference.
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

  /// Asks one that is not the given one, if there is any that answers.
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

  /// Takes note of a failure, and rests the node if it is not the first.
  ///
  /// @return the failure in words that people may see
  /// @throws SourceException if it was us who broke off: that says nothing of the node, and no
  ///     other is to be asked instead
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

  /// What they refuse at present.
  public List<UnsupportedMethod> refusals() {
    return all.stream().flatMap(node -> node.refusals().stream()).toList();
  }

  private SourceException allRest() {
    var first = all.stream().min(Comparator.comparing(Endpoint::restsFor)).orElseThrow();
    var kind = first.failure().map(SourceException::kind).orElse(Kind.UNREACHABLE);
    var why = first.failure().map(Throwable::getMessage).orElse("no answer");
    return new SourceException(kind, "endpoints rest after failures; " + first.name() + ": " + why);
  }
}
