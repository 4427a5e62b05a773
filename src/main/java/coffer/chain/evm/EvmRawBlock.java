package coffer.chain.evm;

import coffer.core.chain.BlockHeader;
import java.util.List;

/// A block as the node tells it.
///
/// @param size how many transactions it has
/// @param transactions what each moves by itself; empty if only the header was asked for
record EvmRawBlock(BlockHeader header, Bloom bloom, int size, List<RawTransfer> transactions) {}
