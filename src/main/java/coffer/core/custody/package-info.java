/// What addresses hold by the ledger as of a block, and where a chain says otherwise.
@NullMarked
package coffer.core.custody;

import org.jspecify.annotations.NullMarked;
