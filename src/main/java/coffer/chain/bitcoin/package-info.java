/// Bitcoin, by its nodes' JSON-RPC.
///
/// [BitcoinSource] fills the port. [Blocks] fetches blocks as raw bytes, which [RawBlock] and
/// [RawTransaction] take apart where they stand, checked against the header; [Moving] finds in them
/// what concerns us. [Headers] says what time a block has. [Mempool] keeps a picture of what waits.
/// [coffer.chain.Endpoints] chooses the node to ask, [Node] knows what to ask, [Rpc] asks.
///
/// An address is an output script; how it is derived and written: [BitcoinAddresses].
@NullMarked
package coffer.chain.bitcoin;

import org.jspecify.annotations.NullMarked;
