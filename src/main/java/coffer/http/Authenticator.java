package coffer.http;

import coffer.core.merchant.Authentication;
import coffer.core.merchant.Keys;
import coffer.core.merchant.Principal;
import coffer.core.merchant.Scope;
import io.javalin.http.Context;
import java.util.Optional;

/// Whose request this is. Where the key stands in a request is the dialect's business.
public final class Authenticator {
  private static final String BEARER = "bearer ";

  private final Keys keys;
  private final RateLimiter limiter;

  /// @param limiter of each key
  public Authenticator(Keys keys, RateLimiter limiter) {
    this.keys = keys;
    this.limiter = limiter;
  }

  /// The key in `Authorization: Bearer ...`.
  public static Optional<String> bearer(Context ctx) {
    return Optional.ofNullable(ctx.header("Authorization"))
        .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
        .map(value -> value.substring(BEARER.length()).strip());
  }

  /// @param dialect that the key must be for
  /// @throws Failure.Failed if it is no good key, comes from the wrong place or too often
  public Principal principal(Context ctx, String dialect, Optional<String> key) {
    var text = key.orElseThrow(() -> new Failure.Unauthorized().asException());
    var principal =
        switch (keys.authenticate(text, ClientAddress.of(ctx))) {
          case Authentication.Granted(var granted) -> granted;
          case Authentication.Unknown() -> throw new Failure.Unauthorized().asException();
          case Authentication.WrongAddress() -> throw new Failure.WrongAddress().asException();
        };
    if (!principal.dialect().equals(dialect)) throw new Failure.Unauthorized().asException();
    limiter.take(ctx, "key/" + principal.keyId());
    return principal;
  }

  /// Whatever keys and projects were remembered to be is read anew, on this node.
  public void forget() {
    keys.forget();
  }

  /// @throws Failure.Failed if the key may not do that
  public static void demand(Principal principal, Scope scope) {
    if (!principal.may(scope)) throw new Failure.MissingScope(scope).asException();
  }
}
