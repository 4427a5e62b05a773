package coffer.chain.evm;

import coffer.core.chain.BlockHeader;
import java.util.List;

/// A block as the node returned it.
///
/// @param size the number of transactions
/// @param transactions the transfer that each one makes itself; empty if only the header was
///     requested
record EvmRawBlock(BlockHeader header, Bloom bloom, int size, List<RawTransfer> transactions) {}
