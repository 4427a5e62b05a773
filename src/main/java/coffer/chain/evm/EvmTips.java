package coffer.chain.evm;

import coffer.chain.ChainSource.Tip;
import coffer.chain.Endpoints;
import coffer.chain.NodeErrorResponse;
import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.BlockRef;
import coffer.core.chain.Chain;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The newest block, from an endpoint that keeps up. An endpoint that is far behind the others is
/// skipped as long as another one answers.
final class EvmTips {
  private static final Logger LOG = LoggerFactory.getLogger(EvmTips.class);

  /// How far behind an endpoint may be, and how often the others are compared.
  private static final Duration MAX_LAG = Duration.ofSeconds(20);

  /// How long to skip an endpoint that reported a head far above the blocks that it has.
  private static final Duration DISTRUST_TIME = Duration.ofMinutes(10);

  private final Endpoints<EvmNodeClient> nodes;
  private final Chain.Finality finality;
  private final long lateBlocks;
  private final Map<EvmNodeClient, Long> named = new ConcurrentHashMap<>();
  private final Map<EvmNodeClient, Long> disbelievedUntil = new ConcurrentHashMap<>();

  /// Nodes that reject the request for a finalized block.
  private final Set<EvmNodeClient> unsettled = ConcurrentHashMap.newKeySet();

  private volatile long compareAt = System.nanoTime();

  EvmTips(Endpoints<EvmNodeClient> nodes, Chain.Spec spec) {
    this.nodes = nodes;
    this.finality = spec.finality();
    this.lateBlocks = Math.max(2, MAX_LAG.toMillis() / Math.max(1, spec.blockTime().toMillis()));
  }

  Tip newest() {
    if (nodes.hasOthers()) compare();
    try {
      return nodes.askPreferred(this::inTime);
    } catch (SourceException e) {
      if (e.kind() != Kind.BEHIND) throw e;
      // All are behind: the chain itself went back, or the endpoint that was ahead does not answer.
      named.clear();
      return nodes.askPreferred(this::of);
    }
  }

  /// Asks for something at a height. An endpoint without that block is skipped if another one is
  /// known to have reached it.
  <T> Optional<T> reached(long height, Function<EvmNodeClient, Optional<T>> question) {
    if (!nodes.hasOthers() || height > highest()) return nodes.ask(question);
    return nodes.ask(
        node -> {
          var answer = question.apply(node);
          if (answer.isPresent()) return answer;
          throw new SourceException(Kind.BEHIND, "has no block " + height + " yet");
        });
  }

  /// Records that an endpoint did not have the block after this one. If it reported a head far
  /// above, that head does not exist, and the endpoint is skipped for a while.
  void lacksAfter(EvmNodeClient node, long height) {
    if (named.getOrDefault(node, 0L) <= height + lateBlocks) return;
    named.remove(node);
    disbelievedUntil.put(node, System.nanoTime() + DISTRUST_TIME.toNanos());
  }

  /// @throws SourceException if the endpoint itself does not call the block at that height final
  void requireFinal(EvmNodeClient node, long height) {
    if (!nodes.hasOthers() || !tagged()) return;
    node.requireFinal(height, () -> of(node).finalHeight().orElse(0L));
  }

  private boolean tagged() {
    return finality instanceof Chain.Finality.Tag;
  }

  private boolean disbelieved(EvmNodeClient node) {
    var until = disbelievedUntil.get(node);
    return until != null && System.nanoTime() - until < 0;
  }

  private long highest() {
    return named.values().stream().mapToLong(height -> height).max().orElse(0);
  }

  private Tip inTime(EvmNodeClient node) {
    if (nodes.hasOthers() && disbelieved(node)) {
      throw new SourceException(Kind.BEHIND, "named a head without having the blocks below it");
    }
    var tip = of(node);
    var height = tip.head().height();
    if (nodes.hasOthers() && height + lateBlocks < highest()) {
      throw new SourceException(Kind.BEHIND, "at " + height + ", others at " + highest());
    }
    named.put(node, height);
    return tip;
  }

  private void compare() {
    if (System.nanoTime() - compareAt < 0) return;
    compareAt = System.nanoTime() + MAX_LAG.toNanos();
    for (var node : nodes.all()) {
      if (node.rests() || disbelieved(node)) continue;
      try {
        node.checkChain();
        var height = node.call("eth_blockNumber", "[]", EvmJsonValues::quantity).orElse(0L);
        if (shown(node, height)) named.put(node, height);
      } catch (SourceException e) {
        nodes.failed(node, e);
      }
    }
  }

  /// Whether the node has the block at the height that it reported. A bare number is not enough to
  /// consider other endpoints late.
  private boolean shown(EvmNodeClient node, long height) {
    if (height <= highest()) return true;
    return node.block(height).filter(block -> block.header().height() == height).isPresent();
  }

  private Tip of(EvmNodeClient node) {
    var latest = new EvmRpc.Call("eth_getBlockByNumber", "[\"latest\",false]");
    var last = new EvmRpc.Call("eth_getBlockByNumber", "[\"finalized\",false]");
    var answers = new HashMap<Integer, BlockHeader>();
    try {
      node.batch(
          tagged() ? List.of(latest, last) : List.of(latest),
          EvmJsonValues::block,
          (place, answer) -> answer.ifPresent(block -> answers.put(place, block.header())));
    } catch (NodeErrorResponse e) {
      // A node without a finalized block answers with an error, which differs between
      // implementations.
      if (e.kind() == Kind.LIMITED || !answers.containsKey(0)) throw e;
      if (unsettled.add(node)) {
        LOG.warn(
            "{} names no finalized block, nothing is final: {}", node.name(), node.shownMessage(e));
      }
    }
    if (answers.containsKey(1)) unsettled.remove(node);
    var head = answers.get(0);
    if (head == null) throw new SourceException(Kind.BROKEN, "the node has no blocks");
    // Other nodes answer null. In both cases only the first block is final.
    var finalized = answers.get(1);
    if (!tagged()) return new Tip(head, Optional.empty(), head.at());
    var finalBlock = finalized == null ? new BlockRef(0, "") : finalized.ref();
    if (finalBlock.height() > head.height()) finalBlock = head.ref();
    node.callsFinal(finalBlock.height());
    return new Tip(head, Optional.of(finalBlock), head.at());
  }
}
