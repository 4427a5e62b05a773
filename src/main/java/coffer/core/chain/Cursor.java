package coffer.core.chain;

import java.time.Instant;
import java.util.Optional;

/// How far a chain was read.
///
/// @param name `head` follows the chain; any other is a rescan that ends at `until`
/// @param block the last block that was processed
/// @param at its time
/// @param clock the chain's clock: no payment of an earlier time is still to come
/// @param finalHeight the highest processed block that the chain calls final
/// @param from of a rescan: the first block to read again
/// @param toHead of a rescan: whether it goes on to the newest block; if not, it ends at `until`
/// @param halted why this chain credits nothing at present; of a rescan: why it does not go on
/// @param acceptReorg the hash of a block that the operator accepts in place of a final one
public record Cursor(
    int chainId,
    String name,
    BlockRef block,
    Instant at,
    Instant clock,
    long finalHeight,
    Optional<Long> until,
    Optional<Long> from,
    boolean toHead,
    Optional<String> halted,
    Optional<String> acceptReorg) {
  public static final String HEAD = "head";
}
