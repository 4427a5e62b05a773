package coffer.http;

import coffer.core.Rejection;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.function.Predicate;

/// Two front ends with the same prefix. The path decides which of them writes an error.
///
/// @param first its routes come first: they apply where both match
/// @param second handles the errors of the paths that `ofSecond` accepts
public record SplitPrefix(FrontEnd first, FrontEnd second, Predicate<String> ofSecond)
    implements FrontEnd {

  /// @throws IllegalArgumentException if the prefixes differ
  public SplitPrefix {
    if (!first.prefix().equals(second.prefix())) {
      throw new IllegalArgumentException(first.prefix() + " is not " + second.prefix());
    }
  }

  @Override
  public String prefix() {
    return first.prefix();
  }

  @Override
  public void routes(RoutesConfig routes) {
    first.routes(routes);
    second.routes(routes);
  }

  private FrontEnd of(Context ctx) {
    return ofSecond.test(ctx.path()) ? second : first;
  }

  @Override
  public void refuse(Context ctx, Rejection rejection) {
    of(ctx).refuse(ctx, rejection);
  }

  @Override
  public void fail(Context ctx, Failure failure) {
    of(ctx).fail(ctx, failure);
  }
}
