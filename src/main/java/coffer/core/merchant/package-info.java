/// The users of the server: organizations, their projects, and the keys that give access to them.
@NullMarked
package coffer.core.merchant;

import org.jspecify.annotations.NullMarked;
