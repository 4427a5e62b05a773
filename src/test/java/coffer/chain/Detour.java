package coffer.chain;

import coffer.core.chain.Asset;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.BlockRef;
import coffer.core.chain.Transfer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A real source with something happening on the way: a test overrides what it wants to see happen.
class Detour implements ChainSource {
  private final ChainSource source;

  Detour(ChainSource source) {
    this.source = source;
  }

  @Override
  public boolean reads(int assetId) {
    return source.reads(assetId);
  }

  @Override
  public Map<Asset, Doubt> doubts() {
    return source.doubts();
  }

  @Override
  public Tip tip() {
    return source.tip();
  }

  @Override
  public Optional<BlockHeader> header(long height) {
    return source.header(height);
  }

  @Override
  public List<Block> blocks(BlockRef after, long last, long finalHeight) {
    return source.blocks(after, last, finalHeight);
  }

  @Override
  public List<Transfer> resolve(List<Candidate> candidates) {
    return source.resolve(candidates);
  }

  @Override
  public boolean readsMempool() {
    return source.readsMempool();
  }

  @Override
  public Optional<Unconfirmed> unconfirmed(Set<String> pending) {
    return source.unconfirmed(pending);
  }

  @Override
  public boolean agreed(BlockRef block) {
    return source.agreed(block);
  }

  @Override
  public String endpoint() {
    return source.endpoint();
  }

  @Override
  public Map<String, Long> errors() {
    return source.errors();
  }

  @Override
  public List<UnsupportedMethod> unsupportedMethods() {
    return source.unsupportedMethods();
  }

  @Override
  public void await(Duration atMost) throws InterruptedException {
    source.await(atMost);
  }

  @Override
  public void close() {
    source.close();
  }
}
