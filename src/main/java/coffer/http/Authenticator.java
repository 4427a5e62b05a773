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
  private final PayerLimits payers;

  /// @param limiter of each key; of a publishable one, of each client block that uses it
  /// @param payers of publishable keys, beside that
  public Authenticator(Keys keys, RateLimiter limiter, PayerLimits payers) {
    this.keys = keys;
    this.limiter = limiter;
    this.payers = payers;
  }

  /// What clients without a secret key may do.
  public PayerLimits payers() {
    return payers;
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
    if (!principal.cidrs().isEmpty() && ClientAddress.known(ctx).isEmpty()) {
      throw new Failure.WrongAddress().asException();
    }
    limiter.take(ctx, bucket(ctx, principal));
    RequestShare.of(principal);
    return principal;
  }

  /// Everybody has a shop's publishable key: one payer must not use it up for the others.
  private static String bucket(Context ctx, Principal principal) {
    var key = "key/" + principal.keyId();
    return switch (principal.kind()) {
      case ACCOUNT, PROJECT -> key;
      case PUBLISHABLE -> key + "/" + ClientBlock.of(ctx).text();
    };
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
