package coffer.http;

import coffer.core.Rejection;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.LinkedHashMap;

/// The root that several front ends share, for requests that no front end claims. Without a key
/// they get 401 on every path, so they cannot probe which paths exist. The body contains an error
/// field for the clients of each front end.
public final class SharedRoot implements FrontEnd {
  private final String prefix;
  private final String message;

  /// @param prefix the shared prefix, for example `/api`
  /// @param message for people: the headers in which a key can be sent
  public SharedRoot(String prefix, String message) {
    this.prefix = prefix;
    this.message = message;
  }

  @Override
  public String prefix() {
    return prefix;
  }

  /// None: every path and method gets the same response.
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
          Failure.WrongSignature _,
          Failure.WrongAddress _,
          Failure.MissingScope _,
          Failure.WrongKeyKind _,
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
