package coffer.http;

import coffer.core.Rejection;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.LinkedHashMap;

/// The root that several front ends share, for calls that do not say whose they are: without a key
/// nothing is told of what there is. The body has a field for whatever a client looks at.
public final class SharedRoot implements FrontEnd {
  private final String prefix;
  private final String message;

  /// @param prefix that they share: `/api`
  /// @param message for people: which headers a key may stand in
  public SharedRoot(String prefix, String message) {
    this.prefix = prefix;
    this.message = message;
  }

  @Override
  public String prefix() {
    return prefix;
  }

  /// None: every path and every method is answered alike.
  @Override
  public void routes(RoutesConfig routes) {}

  @Override
  public void refuse(Context ctx, Rejection rejection) {
    write(ctx, 401, "unauthorized", message);
  }

  @Override
  public void fail(Context ctx, Failure failure) {
    switch (failure) {
      case Failure.TooManyRequests(var retryAfter) -> {
        ctx.header("Retry-After", String.valueOf(retryAfter.toSeconds()));
        write(ctx, 429, "rate_limited", "Too many requests");
      }
      case Failure.Unavailable(var retryAfter) -> {
        ctx.header("Retry-After", String.valueOf(retryAfter.toSeconds()));
        write(ctx, 503, "unavailable", "Not at present");
      }
      case Failure.Unexpected() -> write(ctx, 500, "internal_error", "Something went wrong here");
      case Failure.NoRoute _,
          Failure.MethodNotAllowed _,
          Failure.Unauthorized _,
          Failure.WrongAddress _,
          Failure.MissingScope _,
          Failure.TooLarge _,
          Failure.WrongMediaType _,
          Failure.BadBody _,
          Failure.Invalid _,
          Failure.BadRequest _ ->
          write(ctx, 401, "unauthorized", message);
    }
  }

  private static void write(Context ctx, int status, String error, String message) {
    var body = new LinkedHashMap<String, String>();
    body.put("error", error);
    body.put("message", message);
    body.put("detail", message);
    ctx.status(status).json(body);
  }
}
