package coffer.chain.tron;

import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
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
final class Nodes {
  private static final Logger LOG = LoggerFactory.getLogger(Nodes.class);

  private final String chain;
  private final List<Node> all;
  private final Map<Kind, Long> errors = new EnumMap<>(Kind.class);
  private volatile Node inUse;

  Nodes(String chain, List<Node> all) {
    if (all.isEmpty()) throw new IllegalArgumentException(chain + " has no endpoint");
    this.chain = chain;
    this.all = List.copyOf(all);
    this.inUse = all.getFirst();
  }

  /// The one that was asked last.
  Node inUse() {
    return inUse;
  }

  List<Node> all() {
    return all;
  }

  /// @throws SourceException the last node's, if none answers
  <T> T ask(Function<Node, T> question) {
    var first = inUse;
    var rest = all.stream().filter(node -> node != first);
    return ask(Stream.concat(Stream.of(first), rest).toList(), question);
  }

  /// The same in the order of preference.
  <T> T askPreferred(Function<Node, T> question) {
    return ask(all, question);
  }

  private <T> T ask(List<Node> order, Function<Node, T> question) {
    Optional<SourceException> last = Optional.empty();
    for (var node : order) {
      if (node.health().rests()) continue;
      try {
        node.checkChain();
        inUse = node;
        return question.apply(node);
      } catch (SourceException | TooMuch | Unsupported e) {
        last = Optional.of(failed(node, e));
      }
    }
    throw last.orElseGet(this::allRest);
  }

  /// Asks one that is not the given one, if there is any that answers.
  <T> Optional<T> askOther(Node but, Function<Node, Optional<T>> question) {
    for (var node : all) {
      if (node == but || node.health().rests()) continue;
      try {
        node.checkChain();
        var answer = question.apply(node);
        if (answer.isPresent()) return answer;
      } catch (SourceException | TooMuch | Unsupported e) {
        failed(node, e);
      }
    }
    return Optional.empty();
  }

  boolean hasOthers() {
    return all.size() > 1;
  }

  /// Takes note of a failure, and rests the node if it is not the first.
  ///
  /// @throws SourceException if it was us who broke off: that says nothing of the node, and no
  ///     other is to be asked instead
  SourceException failed(Node node, RuntimeException e) {
    if (Thread.currentThread().isInterrupted()) {
      throw new SourceException(Kind.UNREACHABLE, "interrupted", e);
    }
    var failure =
        switch (e) {
          case SourceException said -> said;
          case TooMuch much -> new SourceException(Kind.LIMITED, text(much), much);
          default -> new SourceException(Kind.BROKEN, text(e), e);
        };
    count(failure.kind());
    node.failed(failure);
    LOG.warn("{}: {} at {}: {}", chain, failure.kind(), node.name(), failure.getMessage());
    return failure;
  }

  private static String text(RuntimeException e) {
    return Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
  }

  synchronized void count(Kind kind) {
    errors.merge(kind, 1L, Long::sum);
  }

  synchronized Map<String, Long> errors() {
    return errors.entrySet().stream()
        .collect(Collectors.toUnmodifiableMap(e -> e.getKey().name(), Map.Entry::getValue));
  }

  private SourceException allRest() {
    var first =
        all.stream()
            .min(java.util.Comparator.comparing(each -> each.health().restsFor()))
            .orElseThrow();
    var kind = first.health().failure().map(SourceException::kind).orElse(Kind.UNREACHABLE);
    var why = first.health().failure().map(Throwable::getMessage).orElse("no answer");
    return new SourceException(kind, "endpoints rest after failures; " + first.name() + ": " + why);
  }
}
