/// Reading chains: the interface that each family implements ([coffer.chain.ChainSource]) and the
/// scanner for all families ([coffer.chain.BlockScanner]).
@NullMarked
package coffer.chain;

import org.jspecify.annotations.NullMarked;
