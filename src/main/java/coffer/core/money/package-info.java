/// Amounts that cannot be wrong: whole, never negative, each of one currency.
@NullMarked
package coffer.core.money;

import org.jspecify.annotations.NullMarked;
