package coffer.core.custody;

import coffer.core.chain.BlockRef;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;

/// An asset on an address for which ledger and chain differ.
///
/// @param ledger the custody balance at the block `at`, in base units
/// @param onChain the balance that the chain reports, in base units
/// @param at the block of the last comparison
/// @param looks the number of consecutive comparisons, each at another block, that found a
///     difference
/// @param told the difference that was last reported to operators; empty = not reported yet
/// @param cause the probable cause, a text; empty = not reported yet
/// @param since the time of the first comparison that found a difference
public record Difference(
    AddressAsset place,
    long organizationId,
    BigInteger ledger,
    BigInteger onChain,
    BlockRef at,
    int looks,
    Optional<BigInteger> told,
    Optional<String> cause,
    Instant since) {
  /// The chain balance minus the ledger balance, in base units.
  public BigInteger units() {
    return onChain.subtract(ledger);
  }
}
