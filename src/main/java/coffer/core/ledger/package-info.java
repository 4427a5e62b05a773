/// The double-entry ledger: [coffer.core.ledger.Ledger] appends entries, never changes them, and
/// keeps the balance of each [coffer.core.ledger.Account].
@NullMarked
package coffer.core.ledger;

import org.jspecify.annotations.NullMarked;
