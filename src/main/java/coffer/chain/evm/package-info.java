/// Ethereum, BSC and every other chain that speaks Ethereum's JSON-RPC.
///
/// [EvmSource] fills the port. It reads blocks in two ways: [Ranges] below finality, [Heads] above
/// it, both checked for missing logs by [Completeness]; [Candidates] makes moves of what was read,
/// [Receipts] gives them their place. [coffer.chain.Endpoints] chooses the one to ask and rests
/// those that fail; [Rpc] speaks to one. What is refused is asked for in smaller portions
/// ([coffer.chain.AdaptiveSize]), then in another way ([coffer.chain.Ways], [Holdings]). [Decode]
/// reads the answers as they stream in, without building trees.
///
/// [EvmAddresses] knows how addresses are derived and written.
@NullMarked
package coffer.chain.evm;

import org.jspecify.annotations.NullMarked;
