/// The only place that sees everything: [coffer.app.Main] and its commands, [coffer.app.Config],
/// [coffer.app.Base] (what every command stands on) and [coffer.app.Server] (what `serve` and
/// `demo` run).
@NullMarked
package coffer.app;

import org.jspecify.annotations.NullMarked;
