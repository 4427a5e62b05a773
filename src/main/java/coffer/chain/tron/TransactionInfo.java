package coffer.chain.tron;

import coffer.core.chain.Address;
import java.util.List;

/// The result of a transaction.
///
/// @param at the time of its block, in milliseconds since 1970
/// @param success whether it called a contract and succeeded: `receipt.result`, which is absent if
///     no contract was called
/// @param logs Transfer logs of pinned contracts
/// @param inside TRX transfers by contracts, in execution order; empty if they are not read
record TransactionInfo(
    String txid,
    long height,
    long at,
    boolean success,
    TransactionCost cost,
    List<TronTransferLog> logs,
    List<Move> inside) {
  /// @param units sun, more than zero
  record Move(Address from, Address to, long units) {}
}
