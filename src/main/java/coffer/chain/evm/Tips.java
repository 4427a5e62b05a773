package coffer.chain.evm;

import coffer.chain.ChainSource.Tip;
import coffer.chain.Endpoints;
import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import coffer.core.chain.Chain;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import tools.jackson.core.JsonParser;

/// The newest block, of an endpoint that keeps up. One that is far behind the others is late: it
/// is passed over as long as another answers.
final class Tips {
  /// How far behind is late, and how often the others are compared.
  private static final Duration LATE = Duration.ofSeconds(20);

  private final Endpoints<Node> nodes;
  private final Chain.Finality finality;
  private final long lateBlocks;
  private final AtomicLong highest = new AtomicLong();
  private volatile long compareAt = System.nanoTime();

  Tips(Endpoints<Node> nodes, Chain.Spec spec) {
    this.nodes = nodes;
    this.finality = spec.finality();
    this.lateBlocks = Math.max(2, LATE.toMillis() / Math.max(1, spec.blockTime().toMillis()));
  }

  Tip newest() {
    if (nodes.hasOthers()) compare();
    try {
      return nodes.askPreferred(this::inTime);
    } catch (SourceException e) {
      if (e.kind() != Kind.BEHIND) throw e;
      // All are late: then the chain itself went back, or the one that was ahead is away.
      highest.set(0);
      return nodes.askPreferred(this::of);
    }
  }

  /// What an endpoint says of a height; one that has not reached it is passed over as long as it
  /// is known that another has.
  <T> Optional<T> reached(long height, Function<Node, Optional<T>> question) {
    if (!nodes.hasOthers() || height > highest.get()) return nodes.ask(question);
    return nodes.ask(
        node -> {
          var answer = question.apply(node);
          if (answer.isPresent()) return answer;
          throw new SourceException(Kind.BEHIND, "has no block " + height + " yet");
        });
  }

  private Tip inTime(Node node) {
    var tip = of(node);
    var height = tip.head().height();
    if (nodes.hasOthers() && height + lateBlocks < highest.get()) {
      throw new SourceException(Kind.BEHIND, "at " + height + ", others at " + highest.get());
    }
    highest.accumulateAndGet(height, Math::max);
    return tip;
  }

  private void compare() {
    if (System.nanoTime() - compareAt < 0) return;
    compareAt = System.nanoTime() + LATE.toNanos();
    for (var node : nodes.all()) {
      if (node.rests()) continue;
      try {
        node.checkChain();
        var height = node.call("eth_blockNumber", "[]", Decode::quantity).orElse(0L);
        if (shown(node, height)) highest.accumulateAndGet(height, Math::max);
      } catch (SourceException e) {
        nodes.failed(node, e);
      }
    }
  }

  /// Whether others are late is not left to a mere number.
  private boolean shown(Node node, long height) {
    if (height <= highest.get()) return true;
    return node.block(height).filter(block -> block.header().height() == height).isPresent();
  }

  private Tip of(Node node) {
    var tagged = finality instanceof Chain.Finality.Tag;
    var latest = new Rpc.Call("eth_getBlockByNumber", "[\"latest\",false]");
    var last = new Rpc.Call("eth_getBlockByNumber", "[\"finalized\",false]");
    var answers =
        node.batch(
            tagged ? List.of(latest, last) : List.of(latest),
            (JsonParser json) -> Decode.block(json));
    var head =
        answers
            .getFirst()
            .orElseThrow(() -> new SourceException(Kind.BROKEN, "the node has no blocks"))
            .header();
    // A node that has not seen anything final yet answers null: only the first block is, then.
    var finalHeight =
        tagged
            ? Optional.of(answers.getLast().map(block -> block.header().height()).orElse(0L))
            : Optional.<Long>empty();
    return new Tip(head, finalHeight.map(height -> Math.min(height, head.height())), head.at());
  }
}
