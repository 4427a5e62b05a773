package coffer.chain.tron;

import coffer.chain.ChainSource.Tip;
import coffer.chain.Endpoints;
import coffer.chain.NewestBlock;
import coffer.chain.SourceException;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.BlockRef;
import coffer.core.chain.Chain;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The newest block and the newest solidified one. An endpoint whose solidified block is far below
/// its own head is skipped as long as another one answers.
final class TronTips extends NewestBlock<TronNodeClient> {
  /// The maximum distance between head and solidified block; normally it is 19 blocks or a few
  /// more.
  private static final long STALE_BLOCKS = 100;

  private final Chain.Finality finality;
  private final Duration blockTime;
  private volatile @Nullable Seen seen;

  /// The last tip, the endpoint that reported it, and when ([System#nanoTime]).
  private record Seen(TronNodeClient node, Tip tip, long at) {}

  TronTips(Endpoints<TronNodeClient> nodes, Chain.Spec spec) {
    super(nodes, blocksOfMaxLag(spec.blockTime()));
    this.finality = spec.finality();
    this.blockTime = spec.blockTime();
  }

  /// @throws SourceException if the endpoint itself does not call the block at that height
  ///     solidified
  void requireFinal(TronNodeClient node, long height) {
    if (!nodes().hasOthers() || !(finality instanceof Chain.Finality.Tag)) return;
    node.requireFinal(height, () -> node.solidified().height());
  }

  @Override
  protected Optional<Long> height(TronNodeClient node) {
    return Optional.of(node.head().height());
  }

  @Override
  protected Optional<String> doubt(Tip tip) {
    var height = tip.head().height();
    var solid = tip.finalHeight().orElse(height);
    return solid + STALE_BLOCKS < height
        ? Optional.of("solidified up to " + solid + ", at " + height)
        : Optional.empty();
  }

  private Optional<BlockRef> solid(TronNodeClient node, BlockHeader head) {
    if (!(finality instanceof Chain.Finality.Tag)) return Optional.empty();
    var solid = node.solidified();
    return Optional.of(solid.height() > head.height() ? head.ref() : solid);
  }

  @Override
  protected Tip tip(TronNodeClient node) {
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
