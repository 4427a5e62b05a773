package coffer.core.payment;

import coffer.core.chain.BlockHeader;
import coffer.core.chain.Chain;
import coffer.core.chain.Spend;
import coffer.core.chain.Transfer;
import java.util.List;
import java.util.Optional;

/// New blocks of a chain, with their transfers that involve a watched address.
///
/// @param ancestor height of the last block that remains; all blocks above it are undone. Empty if
///     the blocks only extend the chain
/// @param spends inputs in these blocks that may spend outputs of watched addresses
/// @param height height of the last block that was processed, including these
/// @param finalHeight blocks up to this height are final
/// @param mempool whether the scanner reads the chain's mempool. Then it finds undone transactions
///     that wait there again
public record ChainUpdate(
    Chain chain,
    Optional<Long> ancestor,
    List<BlockHeader> blocks,
    List<Transfer> transfers,
    List<Spend> spends,
    long height,
    long finalHeight,
    boolean mempool) {}
