/// TRON. How its addresses are written: [coffer.chain.tron.TronAddresses].
@NullMarked
package coffer.chain.tron;

import org.jspecify.annotations.NullMarked;
