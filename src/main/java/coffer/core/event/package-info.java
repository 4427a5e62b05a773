/// What happened, as rows: events with a snapshot of what they are about, and one delivery for each
/// destination that wants to know, written in the transaction of the change.
@NullMarked
package coffer.core.event;

import org.jspecify.annotations.NullMarked;
