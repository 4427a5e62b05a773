package coffer.core.chain;

import java.time.Instant;

/// @param parent the hash of the block before it
/// @param at the time that the block claims
public record BlockHeader(long height, String hash, String parent, Instant at) {
  public BlockRef ref() {
    return new BlockRef(height, hash);
  }
}
