package coffer.chain.evm;

import java.math.BigInteger;
import java.util.List;

/// The result of a transaction.
///
/// @param fee in the coin's base units, all parts of it
/// @param logs those of pinned contracts
record Receipt(String txid, String block, boolean success, BigInteger fee, List<Placed> logs) {
  /// @param place among all logs of the transaction, from 0
  record Placed(int place, EvmTransferLog log) {}
}
