package coffer.core.chain;

import java.time.Instant;
import java.util.Optional;

/// How far a chain was read.
///
/// @param name `head` follows the chain; any other name is that of a rescan
/// @param block the last processed block
/// @param at its time
/// @param clock the chain's clock: no payment with an earlier time can still arrive
/// @param finalHeight the highest processed block that is final
/// @param until of a rescan: the last block to read
/// @param from of a rescan: the first block to read again
/// @param toHead of a rescan: whether it continues after `until` to the block that is the newest
///     then; otherwise it ends at `until`
/// @param paused of a rescan: whether the operator has paused it
/// @param halted why this chain credits nothing at present; of a rescan: why it does not continue
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
    boolean paused,
    Optional<String> halted,
    Optional<String> acceptReorg) {
  public static final String HEAD = "head";

  private static final String GAP = "gap-";

  /// The name of the rescan of blocks in which an asset was quoted but not looked for.
  public static String gap(String code) {
    return GAP + code;
  }

  /// The asset code in the name of such a rescan; empty for other names.
  public static Optional<String> gapOf(String name) {
    return name.startsWith(GAP) ? Optional.of(name.substring(GAP.length())) : Optional.empty();
  }
}
