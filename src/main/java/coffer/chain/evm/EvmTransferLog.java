package coffer.chain.evm;

import coffer.chain.ChainSource.Candidate;
import coffer.core.chain.Asset;
import java.util.Optional;

/// A Transfer log of a pinned contract.
///
/// @param index in the block
record EvmTransferLog(long height, String block, long index, Asset asset, RawTransfer move) {

  /// Whether the candidate describes the same transfer.
  boolean agreesWith(Candidate candidate) {
    return asset.equals(candidate.asset())
        && candidate.from().equals(Optional.of(move.from()))
        && candidate.to().equals(Optional.ofNullable(move.to()))
        && candidate.units().equals(move.units());
  }
}
