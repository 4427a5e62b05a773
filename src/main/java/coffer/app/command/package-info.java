/// The commands of the command line, but for the demo.
@NullMarked
package coffer.app.command;

import org.jspecify.annotations.NullMarked;
