/// The HTTP server that all front ends share. A front end implements [coffer.http.FrontEnd]: its
/// routes, and the error responses for rejections and failures.
///
/// A request passes [coffer.http.PathAliases], which rewrites its path, and a screening for
/// unreadable requests. [coffer.http.HttpServer] then assigns an id, finds the client address and
/// applies a rate limit for it. The front end's handler authenticates the key with
/// [coffer.http.Authenticator] and runs its command under [coffer.http.Idempotency]. Exceptions
/// return to the front end as a [coffer.core.Rejection] or a [coffer.http.Failure].
@NullMarked
package coffer.http;

import org.jspecify.annotations.NullMarked;
