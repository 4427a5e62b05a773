/// Real nodes for tests: [coffer.testnet.Anvil] with contracts from testnet/,
/// [coffer.testnet.Bitcoind], and [coffer.testnet.FaultyNode], a proxy in front of them that
/// misbehaves on demand.
package coffer.testnet;
