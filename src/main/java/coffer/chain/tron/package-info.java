/// TRON, by the HTTP API of its nodes.
///
/// [TronSource] fills the port. [TronBlockReader] reads blocks in a row, [TransactionInfos] what
/// became of their transactions; a block without an info for each is not believed, and
/// [LogCrossCheck] may ask once more. [TronCandidates] says which transactions pay. [TronTips]
/// finds the head and what is solidified. [coffer.chain.Endpoints] chooses the endpoint to ask and
/// rests those that fail; [TronNodeClient] puts the questions, [TronApi] sends them.
/// [TronBlockParser], [TransactionInfoParser] and [InternalTransactionParser] read the answers as
/// they stream in, without building trees.
///
/// [TronAddresses] knows how addresses are derived and written.
@NullMarked
package coffer.chain.tron;

import org.jspecify.annotations.NullMarked;
