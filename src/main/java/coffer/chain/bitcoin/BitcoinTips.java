package coffer.chain.bitcoin;

import coffer.chain.ChainSource.Tip;
import coffer.chain.Endpoints;
import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/// The newest block, from an endpoint that keeps up. An endpoint that is two or more blocks behind
/// the others is skipped as long as another one answers.
final class BitcoinTips {
  private static final long MAX_BLOCKS_BEHIND = 2;
  private static final Duration COMPARED = Duration.ofSeconds(20);

  private final Endpoints<BitcoinNodeClient> nodes;
  private final BitcoinHeaders headers;
  private final AtomicLong highest = new AtomicLong();
  private volatile long compareAt = System.nanoTime();

  BitcoinTips(Endpoints<BitcoinNodeClient> nodes, BitcoinHeaders headers) {
    this.nodes = nodes;
    this.headers = headers;
  }

  Tip newest() {
    if (nodes.hasOthers()) compare();
    try {
      return nodes.askPreferred(this::inTime);
    } catch (SourceException e) {
      if (e.kind() != Kind.BEHIND) throw e;
      // All are behind: the chain itself went back, or the endpoint that was ahead does not answer.
      highest.set(0);
      return nodes.askPreferred(this::of);
    }
  }

  /// Asks for something at a height. An endpoint without that block is skipped if another one is
  /// known to have reached it.
  <T> Optional<T> reached(long height, Function<BitcoinNodeClient, Optional<T>> question) {
    if (!nodes.hasOthers() || height > highest.get()) return nodes.ask(question);
    return nodes.ask(
        node -> {
          var answer = question.apply(node);
          if (answer.isPresent()) return answer;
          throw new SourceException(Kind.BEHIND, "has no block " + height + " yet");
        });
  }

  private Tip inTime(BitcoinNodeClient node) {
    var tip = of(node);
    var height = tip.head().height();
    if (nodes.hasOthers() && height + MAX_BLOCKS_BEHIND <= highest.get()) {
      throw new SourceException(Kind.BEHIND, "at " + height + ", others at " + highest.get());
    }
    highest.accumulateAndGet(height, Math::max);
    return tip;
  }

  private void compare() {
    if (System.nanoTime() - compareAt < 0) return;
    compareAt = System.nanoTime() + COMPARED.toNanos();
    for (var node : nodes.all()) {
      if (node.rests()) continue;
      try {
        node.checkChain();
        highest.accumulateAndGet(node.state().height(), Math::max);
      } catch (SourceException e) {
        nodes.failed(node, e);
      }
    }
  }

  private Tip of(BitcoinNodeClient node) {
    var state = node.state();
    if (!state.inStep()) {
      throw new SourceException(
          Kind.BEHIND,
          "it is still catching up with the network: at %d of %d blocks"
              .formatted(state.height(), state.known()));
    }
    var head = headers.header(node, state.best(), state.height());
    return new Tip(head, Optional.empty(), head.at());
  }
}
