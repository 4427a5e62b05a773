package coffer.api;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;

/// One route of an API, as listed in its OpenAPI document. [ApiHandler] creates routes.
///
/// @param path below the API's root, for example `/invoices/{id}`
/// @param status HTTP status of success
public record Route(
    HandlerType method, String path, Access access, Kind kind, int status, Handler handler) {

  /// What a request of the route does.
  public enum Kind {
    /// only reads
    QUERY,
    /// changes something; with an Idempotency-Key, only once
    COMMAND,
    /// uses neither the transaction nor the idempotency of [ApiHandler]
    OTHER
  }

  /// A route with a separate handler that answers 200.
  public static Route of(HandlerType method, String path, Access access, Handler handler) {
    return new Route(method, path, access, Kind.OTHER, 200, handler);
  }

  /// The same route at another path.
  public Route at(String other) {
    return new Route(method, other, access, kind, status, handler);
  }

  /// The same route with another method.
  public Route by(HandlerType other) {
    return new Route(other, path, access, kind, status, handler);
  }
}
