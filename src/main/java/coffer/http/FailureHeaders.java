package coffer.http;

import io.javalin.http.Context;
import java.time.Duration;

/// Sets the response headers that HTTP requires for a failure, for every front end.
public final class FailureHeaders {
  private FailureHeaders() {}

  /// @param challenge value of `WWW-Authenticate`, for example `Bearer`
  public static void write(Context ctx, Failure failure, String challenge) {
    switch (failure) {
      case Failure.MethodNotAllowed(var allowed) -> ctx.header("Allow", String.join(", ", allowed));
      case Failure.Unauthorized(), Failure.WrongSignature() ->
          ctx.header("WWW-Authenticate", challenge);
      case Failure.TooManyRequests(var after) -> retryAfter(ctx, after);
      case Failure.Unavailable(var after) -> retryAfter(ctx, after);
      case Failure.NoRoute _,
          Failure.WrongAddress _,
          Failure.MissingScope _,
          Failure.WrongKeyKind _,
          Failure.TooLarge _,
          Failure.WrongMediaType _,
          Failure.BadBody _,
          Failure.Invalid _,
          Failure.BadRequest _,
          Failure.Unexpected _ -> {}
    }
  }

  private static void retryAfter(Context ctx, Duration after) {
    ctx.header("Retry-After", String.valueOf(after.toSeconds()));
  }
}
