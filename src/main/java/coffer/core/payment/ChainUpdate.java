package coffer.core.payment;

import coffer.core.chain.BlockHeader;
import coffer.core.chain.Chain;
import coffer.core.chain.Spend;
import coffer.core.chain.Transfer;
import java.util.List;
import java.util.Optional;

/// New blocks of a chain, with the transfers in them that touch a watched address.
///
/// @param ancestor the height of the last block that stays; what was above it is undone. Empty if
///     the blocks just follow the ones before
/// @param spends inputs of these blocks that may spend outputs of ours
/// @param height of the last processed block, these included
/// @param finalHeight blocks up to here are final
/// @param mempool whether the chain's mempool is read: there, what was undone may come back by
///     itself
public record ChainUpdate(
    Chain chain,
    Optional<Long> ancestor,
    List<BlockHeader> blocks,
    List<Transfer> transfers,
    List<Spend> spends,
    long height,
    long finalHeight,
    boolean mempool) {}
