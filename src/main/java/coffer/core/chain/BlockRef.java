package coffer.core.chain;

/// The height and hash of a block. The hash has the notation of its chain.
public record BlockRef(long height, String hash) {
  @Override
  public String toString() {
    return height + ":" + hash;
  }
}
