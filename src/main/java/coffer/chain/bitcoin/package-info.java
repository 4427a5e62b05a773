/// Bitcoin, by the JSON-RPC API of its nodes.
///
/// [BitcoinSource] implements the source. [BitcoinBlockReader] fetches blocks as raw bytes.
/// [BitcoinRawBlock] and [RawTransaction] parse them in place and check them against the header.
/// [TransferExtractor] finds the transfers that involve our addresses. [BitcoinHeaders] computes
/// the time of a block. [Mempool] keeps a copy of the node's mempool. [coffer.chain.Endpoints]
/// selects the node, [BitcoinNodeClient] knows the requests, [BitcoinRpc] sends them.
///
/// An address is an output script; [BitcoinAddresses] derives and formats it.
@NullMarked
package coffer.chain.bitcoin;

import org.jspecify.annotations.NullMarked;
