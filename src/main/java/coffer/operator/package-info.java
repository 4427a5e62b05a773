/// What the operator writes and reads: TOML tables, and sentences about what they can change.
@NullMarked
package coffer.operator;

import org.jspecify.annotations.NullMarked;
