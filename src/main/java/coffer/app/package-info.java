/// The only package that depends on all others. [coffer.app.Main] is the command line. The commands
/// are in `command` and `demo`, the parts that they run in `server`, and the configuration in
/// `config`.
@NullMarked
package coffer.app;

import org.jspecify.annotations.NullMarked;
