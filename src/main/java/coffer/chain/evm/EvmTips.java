package coffer.chain.evm;

import coffer.chain.ChainSource.Tip;
import coffer.chain.Endpoints;
import coffer.chain.NewestBlock;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The newest block, and on chains that name one the newest final block.
final class EvmTips extends NewestBlock<EvmNodeClient> {
  private static final Logger LOG = LoggerFactory.getLogger(EvmTips.class);

  /// How long to skip an endpoint that reported a head far above the blocks that it has.
  private static final Duration DISTRUST_TIME = Duration.ofMinutes(10);

  private final Chain.Finality finality;
  private final Map<EvmNodeClient, Long> disbelievedUntil = new ConcurrentHashMap<>();

  /// Nodes that reject the request for a finalized block.
  private final Set<EvmNodeClient> unsettled = ConcurrentHashMap.newKeySet();

  EvmTips(Endpoints<EvmNodeClient> nodes, Chain.Spec spec) {
    super(nodes, blocksOfMaxLag(spec.blockTime()));
    this.finality = spec.finality();
  }

  /// Records that an endpoint did not have the block after this one. If it reported a head far
  /// above, that head does not exist, and the endpoint is skipped for a while.
  void lacksAfter(EvmNodeClient node, long height) {
    if (reported(node) <= height + maxBlocksBehind()) return;
    forget(node);
    disbelievedUntil.put(node, System.nanoTime() + DISTRUST_TIME.toNanos());
  }

  /// @throws SourceException if the endpoint itself does not call the block at that height final
  void requireFinal(EvmNodeClient node, long height) {
    if (!nodes().hasOthers() || !tagged()) return;
    node.requireFinal(height, () -> tip(node).finalHeight().orElse(0L));
  }

  private boolean tagged() {
    return finality instanceof Chain.Finality.Tag;
  }

  @Override
  protected Optional<String> skipped(EvmNodeClient node) {
    var until = disbelievedUntil.get(node);
    return until != null && System.nanoTime() - until < 0
        ? Optional.of("named a head without having the blocks below it")
        : Optional.empty();
  }

  /// A bare number is not enough to consider other endpoints late: the node must have the block.
  @Override
  protected Optional<Long> height(EvmNodeClient node) {
    return node.call("eth_blockNumber", "[]", EvmJsonValues::quantity)
        .filter(height -> height <= highest() || hasBlock(node, height));
  }

  private static boolean hasBlock(EvmNodeClient node, long height) {
    return node.block(height).filter(block -> block.header().height() == height).isPresent();
  }

  @Override
  protected Tip tip(EvmNodeClient node) {
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
