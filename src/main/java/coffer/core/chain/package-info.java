/// Chains, their assets and addresses in terms of the domain: no node client, no encoding. A chain
/// reports [coffer.core.chain.Transfer]s; a [coffer.core.chain.Cursor] records how far it was read.
@NullMarked
package coffer.core.chain;

import org.jspecify.annotations.NullMarked;
