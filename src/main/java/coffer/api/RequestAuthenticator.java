package coffer.api;

import coffer.core.merchant.Principal;
import coffer.http.Authenticator;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.function.Function;

/// Finds out who sends a request: where the key is in it, and what proves that the sender has it.
@FunctionalInterface
public interface RequestAuthenticator {
  /// @throws coffer.http.Failure.Failed `Unauthorized`, `WrongAddress` or `TooManyRequests`
  Principal authenticate(Context ctx);

  /// The sender proves that they have the key by sending it.
  ///
  /// @param dialect that the key must be for
  /// @param key where it is in a request; empty = there is none
  static RequestAuthenticator sentKey(
      Authenticator authenticator, String dialect, Function<Context, Optional<String>> key) {
    return ctx -> authenticator.principal(ctx, dialect, key.apply(ctx));
  }
}
