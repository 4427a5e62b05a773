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
/// @param toHead of a rescan: whether it goes on from `until` to what is the newest block then; if
///     not, it ends at `until`
/// @param paused of a rescan: whether the operator does not want it to go on at present
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
    boolean paused,
    Optional<String> halted,
    Optional<String> acceptReorg) {
  public static final String HEAD = "head";

  private static final String GAP = "gap-";

  /// The name of the rescan of blocks in which an asset was quoted and not looked for.
  public static String gap(String code) {
    return GAP + code;
  }

  /// Of such a rescan: the code of the asset.
  public static Optional<String> gapOf(String name) {
    return name.startsWith(GAP) ? Optional.of(name.substring(GAP.length())) : Optional.empty();
  }
}
