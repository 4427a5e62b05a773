/// The server that every front end stands on. A front end fills [coffer.http.FrontEnd]: its routes,
/// and its own words for refusals and failures. A request is moved to where
/// [coffer.http.PathAliases] finds it, is screened for what cannot be read, and passes
/// [coffer.http.HttpServer] (an id, the client's address, a limit by address), then the front end's
/// own handler, which asks [coffer.http.Authenticator] whose key it is and runs its command under
/// [coffer.http.Idempotency]. What is thrown comes back to the front end as a
/// [coffer.core.Rejection] or a [coffer.http.Failure].
@NullMarked
package coffer.http;

import org.jspecify.annotations.NullMarked;
