package coffer.core.custody;

import coffer.core.chain.BlockRef;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;

/// A place where ledger and chain differ.
///
/// @param ledger custody as of the block
/// @param at the block of the last look
/// @param looks at different blocks, in a row
/// @param told the difference of which operators were told; empty = none
/// @param cause the probable one, in words, once operators were told
/// @param since the first look
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
  /// What the chain has more than the ledger; below zero = less.
  public BigInteger units() {
    return onChain.subtract(ledger);
  }
}
