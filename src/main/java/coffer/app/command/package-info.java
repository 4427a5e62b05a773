/// The commands of the command line, except the demo.
@NullMarked
package coffer.app.command;

import org.jspecify.annotations.NullMarked;
