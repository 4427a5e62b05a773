/// Reconciliation: the ledger balances of addresses at a block, and where a chain reports another
/// balance.
@NullMarked
package coffer.core.custody;

import org.jspecify.annotations.NullMarked;
