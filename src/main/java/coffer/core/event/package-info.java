/// Events with a snapshot of their object, and one delivery for each destination that subscribes to
/// them, both written in the transaction of the change.
@NullMarked
package coffer.core.event;

import org.jspecify.annotations.NullMarked;
