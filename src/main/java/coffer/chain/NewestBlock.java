package coffer.chain;

import coffer.chain.ChainSource.Tip;
import coffer.chain.SourceException.Kind;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// Finds the newest block of a chain, from an endpoint that keeps up. An endpoint that is far
/// behind the others is skipped as long as another one answers. Each family says how its nodes are
/// asked. Safe for use by several threads.
///
/// @param <N> an endpoint of the family
public abstract class NewestBlock<N extends Endpoint> {
  /// How far behind an endpoint may be, and how often the others are compared.
  private static final Duration MAX_LAG = Duration.ofSeconds(20);

  private final Endpoints<N> nodes;
  private final long maxBlocksBehind;

  /// The height that each endpoint reported last.
  private final Map<N, Long> heights = new ConcurrentHashMap<>();

  private volatile long compareAt = System.nanoTime();

  /// @param maxBlocksBehind how many blocks an endpoint may be behind the others
  protected NewestBlock(Endpoints<N> nodes, long maxBlocksBehind) {
    this.nodes = nodes;
    this.maxBlocksBehind = maxBlocksBehind;
  }

  /// The blocks of 20 seconds, at least two.
  protected static long blocksOfMaxLag(Duration blockTime) {
    return Math.max(2, MAX_LAG.toMillis() / Math.max(1, blockTime.toMillis()));
  }

  /// Asks one endpoint for its newest block.
  protected abstract Tip tip(N node);

  /// The height that one endpoint reports, to compare it with the others. Empty if it cannot be
  /// believed.
  protected abstract Optional<Long> height(N node);

  /// Why an endpoint is not asked now.
  protected Optional<String> skipped(N node) {
    return Optional.empty();
  }

  /// What is wrong with a newest block that is high enough.
  protected Optional<String> doubt(Tip tip) {
    return Optional.empty();
  }

  /// @throws SourceException if no endpoint answers
  public final Tip newest() {
    if (nodes.hasOthers()) compare();
    try {
      return nodes.askPreferred(this::inTime);
    } catch (SourceException e) {
      if (e.kind() != Kind.BEHIND) throw e;
      // All are behind: the chain itself went back or stopped, or the endpoint that was ahead does
      // not answer.
      heights.clear();
      return nodes.askPreferred(this::tip);
    }
  }

  /// Asks for something at a height. An endpoint without that block is skipped if another one is
  /// known to have reached it.
  public final <T> Optional<T> reached(long height, Function<N, Optional<T>> question) {
    if (!nodes.hasOthers() || height > highest()) return nodes.ask(question);
    return nodes.ask(
        node -> {
          var answer = question.apply(node);
          if (answer.isPresent()) return answer;
          throw new SourceException(Kind.BEHIND, "has no block " + height + " yet");
        });
  }

  protected final Endpoints<N> nodes() {
    return nodes;
  }

  protected final long maxBlocksBehind() {
    return maxBlocksBehind;
  }

  protected final long highest() {
    return heights.values().stream().mapToLong(height -> height).max().orElse(0);
  }

  /// The height that an endpoint reported last; 0 if it reported none.
  protected final long reported(N node) {
    return heights.getOrDefault(node, 0L);
  }

  protected final void forget(N node) {
    heights.remove(node);
  }

  private Tip inTime(N node) {
    if (!nodes.hasOthers()) return tip(node);
    skipped(node).ifPresent(NewestBlock::behind);
    var tip = tip(node);
    var height = tip.head().height();
    if (height + maxBlocksBehind < highest()) behind("at " + height + ", others at " + highest());
    doubt(tip).ifPresent(NewestBlock::behind);
    heights.put(node, height);
    return tip;
  }

  private static void behind(String why) {
    throw new SourceException(Kind.BEHIND, why);
  }

  private void compare() {
    if (System.nanoTime() - compareAt < 0) return;
    compareAt = System.nanoTime() + MAX_LAG.toNanos();
    for (var node : nodes.all()) {
      if (node.rests() || skipped(node).isPresent()) continue;
      try {
        node.checkChain();
        height(node).ifPresent(height -> heights.put(node, height));
      } catch (SourceException e) {
        nodes.failed(node, e);
      }
    }
  }
}
