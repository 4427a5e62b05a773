package coffer.api;

import coffer.core.merchant.Principal;
import coffer.http.Authenticator;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.function.Function;

/// Authenticates a request: reads its key and checks the proof that the sender has it.
@FunctionalInterface
public interface RequestAuthenticator {
  /// @throws coffer.http.Failure.Failed `Unauthorized`, `WrongAddress` or `TooManyRequests`
  Principal authenticate(Context ctx);

  /// Authenticates requests whose body is signed: HMAC-SHA256 of its bytes, as they came.
  ///
  /// @param dialect the dialect that the key must belong to
  /// @param keyHeader the header with the public key
  /// @param signatureHeader the header with the signature in hex digits
  static RequestAuthenticator signedBody(
      Authenticator authenticator, String dialect, String keyHeader, String signatureHeader) {
    return ctx ->
        authenticator.principal(
            ctx,
            dialect,
            Optional.ofNullable(ctx.header(keyHeader)).map(String::strip),
            Optional.ofNullable(ctx.header(signatureHeader)).map(String::strip));
  }

  /// Authenticates requests that contain the key itself.
  ///
  /// @param dialect the dialect that the key must belong to
  /// @param key reads the key from a request; empty = it has none
  static RequestAuthenticator sentKey(
      Authenticator authenticator, String dialect, Function<Context, Optional<String>> key) {
    return ctx -> authenticator.principal(ctx, dialect, key.apply(ctx));
  }
}
