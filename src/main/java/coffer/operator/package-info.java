/// What the operator writes and reads: TOML tables, and errors that they can fix.
@NullMarked
package coffer.operator;

import org.jspecify.annotations.NullMarked;
