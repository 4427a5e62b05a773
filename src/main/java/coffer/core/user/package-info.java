/// People: their organizations and roles, their passwords, and the sessions in which they use the
/// cabinet.
@NullMarked
package coffer.core.user;

import org.jspecify.annotations.NullMarked;
