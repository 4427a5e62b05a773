package coffer.api;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;

/// One route of an API, as listed in its OpenAPI document. [ApiHandler] creates routes.
///
/// @param path below the API's root, for example `/invoices/{id}`
/// @param status HTTP status of success
/// @param recording what the audit gets of its requests
public record Route(
    HandlerType method,
    String path,
    Access access,
    Kind kind,
    int status,
    Recording recording,
    Handler handler) {

  /// What the audit gets of the requests of a route.
  public sealed interface Recording {
    /// A row for each request that succeeds.
    ///
    /// @param name of the act: `webhook.create`
    record Act(String name) implements Recording {}

    /// @param reason why they are not in the audit
    record None(String reason) implements Recording {}

    /// Only for routes that change nothing: a test finds others.
    record Undeclared() implements Recording {}
  }

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
    return new Route(method, path, access, Kind.OTHER, 200, new Recording.Undeclared(), handler);
  }

  /// The same route at another path.
  public Route at(String other) {
    return new Route(method, other, access, kind, status, recording, handler);
  }

  /// The same route with another method.
  public Route by(HandlerType other) {
    return new Route(other, path, access, kind, status, recording, handler);
  }

  /// The same route, for which the audit gets no row.
  ///
  /// @param reason why not, for the table in docs/audit.md
  public Route unrecorded(String reason) {
    return new Route(method, path, access, kind, status, new Recording.None(reason), handler);
  }
}
