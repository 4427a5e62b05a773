/// TRON, by the HTTP API of its nodes.
///
/// [TronSource] implements the source. [TronBlockReader] reads consecutive blocks, and
/// [TransactionInfos] the results of their transactions. A block without the result of each
/// transaction is rejected; [LogCrossCheck] can count the logs a second time. [TronCandidates]
/// defines which transactions pay. [TronTips] finds the head and the solidified block.
/// [coffer.chain.Endpoints] selects the endpoint and rests those that fail; [TronNodeClient] knows
/// the requests, [TronApi] sends them. [TronBlockParser], [TransactionInfoParser] and
/// [InternalTransactionParser] parse responses as they arrive, without building trees.
///
/// [TronAddresses] derives and formats addresses.
@NullMarked
package coffer.chain.tron;

import org.jspecify.annotations.NullMarked;
