/// Bitcoin, by its nodes' JSON-RPC.
///
/// [BitcoinSource] fills the port. [BitcoinBlockReader] fetches blocks as raw bytes, which
/// [BitcoinRawBlock] and [RawTransaction] take apart where they stand, checked against the header;
/// [TransferExtractor] finds in them what concerns us. [BitcoinHeaders] says what time a block has.
/// [Mempool] keeps a picture of what waits. [coffer.chain.Endpoints] chooses the node to ask,
/// [BitcoinNodeClient] knows what to ask, [BitcoinRpc] asks.
///
/// An address is an output script; how it is derived and written: [BitcoinAddresses].
@NullMarked
package coffer.chain.bitcoin;

import org.jspecify.annotations.NullMarked;
