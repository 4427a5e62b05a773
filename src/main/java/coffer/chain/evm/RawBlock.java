package coffer.chain.evm;

import coffer.core.chain.Address;
import coffer.core.chain.BlockHeader;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A block as the node tells it.
///
/// @param size how many transactions it has
/// @param transactions empty if only the header was asked for
record RawBlock(BlockHeader header, Bloom bloom, int size, List<Transaction> transactions) {
  /// @param to null where it makes a contract
  record Transaction(String txid, Address from, @Nullable Address to, BigInteger value) {}
}
