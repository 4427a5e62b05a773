/// Real nodes for tests: [coffer.testnet.Anvil] with contracts from testnet/, and
/// [coffer.testnet.FaultyNode], a proxy in front of it that misbehaves on demand.
package coffer.testnet;
