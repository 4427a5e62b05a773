package coffer.chain.tron;

import java.util.List;

/// What became of a transaction.
///
/// @param at the time of its block, in milliseconds since 1970
/// @param success whether a contract was called, and did not fail: `receipt.result`, which is
///     absent where none was
/// @param logs Transfers of pinned contracts
record Info(
    String txid, long height, long at, boolean success, Cost cost, List<TransferLog> logs) {}
