package coffer.chain.tron;

import java.util.List;

/// A block with the result of each of its transactions.
///
/// @param infos one per transaction, in the same order
record BlockWithInfos(TronRawBlock block, List<TransactionInfo> infos) {}
