/// EVM chains: Ethereum, BNB Smart Chain and whatever else speaks Ethereum's JSON-RPC. How their
/// addresses are written: [coffer.chain.evm.EvmAddresses].
@NullMarked
package coffer.chain.evm;

import org.jspecify.annotations.NullMarked;
