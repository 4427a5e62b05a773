/// Reading chains: the port that each family fills ([coffer.chain.ChainSource]) and the one scanner
/// that drives them all ([coffer.chain.BlockScanner]).
@NullMarked
package coffer.chain;

import org.jspecify.annotations.NullMarked;
