/// What runs: [coffer.app.server.Infrastructure] (the database and what reads it),
/// [coffer.app.server.Domain] (the core over it), [coffer.app.server.Wiring] (APIs, pages, workers)
/// and [coffer.app.server.Server], which starts and stops them.
@NullMarked
package coffer.app.server;

import org.jspecify.annotations.NullMarked;
