/// Ethereum, BSC and all other chains with Ethereum's JSON-RPC API.
///
/// [EvmSource] implements the source. It has two readers: [FinalBlocks] for blocks below the final
/// height, and [HeadBlocks] for those above. [LogCompleteness] checks both for missing logs;
/// [EvmCandidates] finds the transfers, and [ReceiptPositions] adds their positions.
/// [coffer.chain.Endpoints] selects the endpoint and rests those that fail; [EvmRpc] sends the
/// requests to one of them. A rejected request is retried in smaller portions
/// ([coffer.chain.AdaptiveSize]), then with another method ([coffer.chain.FallbackMethods],
/// [BlockContents]). [EvmJsonValues] parses responses as they arrive, without building trees.
///
/// [EvmAddresses] derives and formats addresses.
@NullMarked
package coffer.chain.evm;

import org.jspecify.annotations.NullMarked;
