package coffer.http;

import coffer.core.Rejection;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

/// A part of the server that handles all requests below its prefix, including their errors: an API,
/// the payment pages, or the endpoints for operators.
public interface FrontEnd {
  /// The path prefix, for example `/coffer`. If two prefixes match a path, the longer one applies.
  String prefix();

  /// Registers the routes, with their full paths.
  void routes(RoutesConfig routes);

  /// Writes the error response for a rejected command.
  void refuse(Context ctx, Rejection rejection);

  /// Writes the error response for a failure outside the command.
  void fail(Context ctx, Failure failure);
}
