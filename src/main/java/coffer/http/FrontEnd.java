package coffer.http;

import coffer.core.Rejection;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

/// A front end: an API, the pages, what operators look at. Everything under its prefix is its own,
/// errors included.
public interface FrontEnd {
  /// Where it stands: `/coffer`. Of two that fit a path, the longer one has it.
  String prefix();

  /// Adds its routes, with their whole paths.
  void routes(RoutesConfig routes);

  /// Says in its own words why a command was refused.
  void refuse(Context ctx, Rejection rejection);

  /// Says in its own words what went wrong around the command.
  void fail(Context ctx, Failure failure);
}
