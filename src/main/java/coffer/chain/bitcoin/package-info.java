/// Bitcoin. An address is an output script; how it is written:
/// [coffer.chain.bitcoin.BitcoinAddresses].
@NullMarked
package coffer.chain.bitcoin;

import org.jspecify.annotations.NullMarked;
