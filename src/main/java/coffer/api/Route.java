package coffer.api;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;

/// One route of an API, as its OpenAPI document lists it. [ApiHandler] makes routes.
///
/// @param path below the API's root: `/invoices/{id}`
/// @param status of success
public record Route(
    HandlerType method, String path, Access access, Kind kind, int status, Handler handler) {

  /// What a request of the route does.
  public enum Kind {
    /// reads
    QUERY,
    /// changes something; a request with an Idempotency-Key does so once
    COMMAND,
    /// neither uses the transaction nor the idempotency of [ApiHandler]
    OTHER
  }

  /// A route with a handler of its own, which answers 200.
  public static Route of(HandlerType method, String path, Access access, Handler handler) {
    return new Route(method, path, access, Kind.OTHER, 200, handler);
  }

  /// The same at another path.
  public Route at(String other) {
    return new Route(method, other, access, kind, status, handler);
  }

  /// The same by another method.
  public Route by(HandlerType other) {
    return new Route(other, path, access, kind, status, handler);
  }
}
