/// The only place that sees everything. [coffer.app.Main] is the command line; its commands are in
/// `command` and `demo`, what they run in `server`, what the operator decides in `config`.
@NullMarked
package coffer.app;

import org.jspecify.annotations.NullMarked;
