package coffer.chain.tron;

import java.util.List;

/// A block and what became of each of its transactions, in its order.
///
/// @param infos one for each transaction
record BlockWithInfos(TronRawBlock block, List<TransactionInfo> infos) {}
