/// Real nodes for tests: [coffer.testnet.Anvil] with contracts from testnet/,
/// [coffer.testnet.Bitcoind], and [coffer.testnet.FaultyNode], a proxy in front of them that
/// misbehaves on demand.
///
/// For TRON, whose node is not to be had, a double: [coffer.testnet.TronChain] behind
/// [coffer.testnet.TronNode], built from the documented protocol and judged by
/// [coffer.testnet.Tronweb] and by recorded answers of real nodes.
package coffer.testnet;
