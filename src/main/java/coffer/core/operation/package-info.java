/// What the operator of a server sees of all merchants together: organizations, people and queues.
@NullMarked
package coffer.core.operation;

import org.jspecify.annotations.NullMarked;
