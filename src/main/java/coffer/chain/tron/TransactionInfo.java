package coffer.chain.tron;

import coffer.core.chain.Address;
import java.util.List;

/// What became of a transaction.
///
/// @param at the time of its block, in milliseconds since 1970
/// @param success whether a contract was called, and did not fail: `receipt.result`, which is
///     absent where none was
/// @param logs Transfers of pinned contracts
/// @param inside what contracts paid in TRX, in the order in which they did; empty where that is
///     not read
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
