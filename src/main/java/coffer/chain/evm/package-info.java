/// Ethereum, BSC and every other chain that speaks Ethereum's JSON-RPC.
///
/// [EvmSource] fills the port. It reads blocks in two ways: [FinalBlocks] below finality,
/// [HeadBlocks] above it, both checked for missing logs by [LogCompleteness]; [EvmCandidates] makes
/// moves of what was read, [ReceiptPositions] gives them their place. [coffer.chain.Endpoints]
/// chooses the one to ask and rests those that fail; [EvmRpc] speaks to one. What is refused is
/// asked for in smaller portions ([coffer.chain.AdaptiveSize]), then in another way
/// ([coffer.chain.FallbackMethods], [BlockContents]). [EvmJsonValues] reads the answers as they
/// stream in, without building trees.
///
/// [EvmAddresses] knows how addresses are derived and written.
@NullMarked
package coffer.chain.evm;

import org.jspecify.annotations.NullMarked;
