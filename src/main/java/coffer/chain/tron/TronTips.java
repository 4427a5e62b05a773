package coffer.chain.tron;

import coffer.chain.ChainSource.Tip;
import coffer.chain.Endpoints;
import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.BlockRef;
import coffer.core.chain.Chain;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The newest block, from an endpoint that keeps up. An endpoint that is far behind the others, or
/// whose solidified block is far below its own head, is skipped as long as another one answers.
final class TronTips {
  /// How far behind an endpoint may be, and how often the others are compared.
  private static final Duration MAX_LAG = Duration.ofSeconds(20);

  /// The maximum distance between head and solidified block; normally it is 19 blocks or a few
  /// more.
  private static final long STALE_BLOCKS = 100;

  private final Endpoints<TronNodeClient> nodes;
  private final Chain.Finality finality;
  private final long lateBlocks;
  private final Duration blockTime;
  private final AtomicLong highest = new AtomicLong();
  private volatile long compareAt = System.nanoTime();
  private volatile @Nullable Seen seen;

  /// The last tip, the endpoint that reported it, and when ([System#nanoTime]).
  private record Seen(TronNodeClient node, Tip tip, long at) {}

  TronTips(Endpoints<TronNodeClient> nodes, Chain.Spec spec) {
    this.nodes = nodes;
    this.finality = spec.finality();
    this.blockTime = spec.blockTime();
    this.lateBlocks = Math.max(2, MAX_LAG.toMillis() / Math.max(1, spec.blockTime().toMillis()));
  }

  Tip newest() {
    if (nodes.hasOthers()) compare();
    try {
      return nodes.askPreferred(this::inTime);
    } catch (SourceException e) {
      if (e.kind() != Kind.BEHIND) throw e;
      // All are behind: the chain itself went back or stopped, or the endpoint that was ahead does
      // not answer.
      highest.set(0);
      return nodes.askPreferred(this::of);
    }
  }

  /// Asks for something at a height. An endpoint without that block is skipped if another one is
  /// known to have reached it.
  <T> Optional<T> reached(long height, Function<TronNodeClient, Optional<T>> question) {
    if (!nodes.hasOthers() || height > highest.get()) return nodes.ask(question);
    return nodes.ask(
        node -> {
          var answer = question.apply(node);
          if (answer.isPresent()) return answer;
          throw new SourceException(Kind.BEHIND, "has no block " + height + " yet");
        });
  }

  /// @throws SourceException if the endpoint itself does not call the block at that height
  ///     solidified
  void requireFinal(TronNodeClient node, long height) {
    if (!nodes.hasOthers() || !(finality instanceof Chain.Finality.Tag)) return;
    node.requireFinal(height, () -> node.solidified().height());
  }

  private Tip inTime(TronNodeClient node) {
    var tip = of(node);
    var height = tip.head().height();
    if (!nodes.hasOthers()) return tip;
    if (height + lateBlocks < highest.get()) {
      throw new SourceException(Kind.BEHIND, "at " + height + ", others at " + highest.get());
    }
    var solid = tip.finalHeight().orElse(height);
    if (solid + STALE_BLOCKS < height) {
      throw new SourceException(Kind.BEHIND, "solidified up to " + solid + ", at " + height);
    }
    highest.accumulateAndGet(height, Math::max);
    return tip;
  }

  private void compare() {
    if (System.nanoTime() - compareAt < 0) return;
    compareAt = System.nanoTime() + MAX_LAG.toNanos();
    for (var node : nodes.all()) {
      if (node.rests()) continue;
      try {
        node.checkChain();
        highest.accumulateAndGet(node.head().height(), Math::max);
      } catch (SourceException e) {
        nodes.failed(node, e);
      }
    }
  }

  private Optional<BlockRef> solid(TronNodeClient node, BlockHeader head) {
    if (!(finality instanceof Chain.Finality.Tag)) return Optional.empty();
    var solid = node.solidified();
    return Optional.of(solid.height() > head.height() ? head.ref() : solid);
  }

  private Tip of(TronNodeClient node) {
    var head = node.head();
    var before = seen;
    if (before != null && before.node == node && before.tip.head().equals(head)) {
      // Only a new block solidifies others; the node itself may notice that a little later.
      if (System.nanoTime() - before.at < blockTime.toNanos()) return before.tip;
    }
    var solid = solid(node, head);
    solid.ifPresent(block -> node.callsFinal(block.height()));
    var tip = new Tip(head, solid, head.at());
    seen = new Seen(node, tip, System.nanoTime());
    return tip;
  }
}
