package coffer.chain.bitcoin;

import coffer.chain.ChainSource.Tip;
import coffer.chain.Endpoints;
import coffer.chain.NewestBlock;
import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import java.util.Optional;

/// The newest block. An endpoint that is two or more blocks behind the others is skipped.
final class BitcoinTips extends NewestBlock<BitcoinNodeClient> {
  private static final long MAX_BLOCKS_BEHIND = 1;

  private final BitcoinHeaders headers;

  BitcoinTips(Endpoints<BitcoinNodeClient> nodes, BitcoinHeaders headers) {
    super(nodes, MAX_BLOCKS_BEHIND);
    this.headers = headers;
  }

  @Override
  protected Optional<Long> height(BitcoinNodeClient node) {
    return Optional.of(node.state().height());
  }

  @Override
  protected Tip tip(BitcoinNodeClient node) {
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
