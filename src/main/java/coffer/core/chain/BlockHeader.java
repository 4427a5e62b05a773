package coffer.core.chain;

import java.time.Instant;

/// The header of a block.
///
/// @param parent the hash of the previous block
/// @param at the time that the block states
public record BlockHeader(long height, String hash, String parent, Instant at) {
  public BlockRef ref() {
    return new BlockRef(height, hash);
  }
}
