/// The parts of a server: [coffer.app.server.Infrastructure] (the database and its readers),
/// [coffer.app.server.Domain] (the core), [coffer.app.server.Wiring] (APIs, pages, workers) and
/// [coffer.app.server.Server], which starts and stops them.
@NullMarked
package coffer.app.server;

import org.jspecify.annotations.NullMarked;
