/// What belongs to whom: [coffer.core.ledger.Ledger] books entries, never changes one, and keeps
/// the balance of each [coffer.core.ledger.Account].
@NullMarked
package coffer.core.ledger;

import org.jspecify.annotations.NullMarked;
