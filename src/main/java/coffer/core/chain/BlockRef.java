package coffer.core.chain;

/// A block's place and name. The hash is spelled as its chain spells it.
public record BlockRef(long height, String hash) {
  @Override
  public String toString() {
    return height + ":" + hash;
  }
}
