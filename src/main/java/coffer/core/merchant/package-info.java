/// Who uses the server: organizations, their projects, and the keys that speak for them.
@NullMarked
package coffer.core.merchant;

import org.jspecify.annotations.NullMarked;
