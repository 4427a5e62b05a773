/// Amounts of money: whole base units, never negative, each with its currency.
@NullMarked
package coffer.core.money;

import org.jspecify.annotations.NullMarked;
