/// Chains, their assets and addresses, as the domain sees them: no node client, no encoding. What a
/// chain reports is a [coffer.core.chain.Transfer]; how far it was read is a
/// [coffer.core.chain.Cursor].
@NullMarked
package coffer.core.chain;

import org.jspecify.annotations.NullMarked;
