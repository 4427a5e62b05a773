package coffer.http;

import coffer.core.merchant.Authentication;
import coffer.core.merchant.Keys;
import coffer.core.merchant.Principal;
import coffer.core.merchant.Scope;
import io.javalin.http.Context;
import java.util.Optional;

/// Authenticates requests: finds the owner of the key that a request carries. Each dialect decides
/// where in a request the key is.
public final class Authenticator {
  private static final String BEARER = "bearer ";

  private final Keys keys;
  private final RateLimiter limiter;
  private final PayerLimits payers;

  /// @param limiter rate limit of each key; a publishable key has one bucket for each client block
  /// @param payers additional limits for publishable keys
  public Authenticator(Keys keys, RateLimiter limiter, PayerLimits payers) {
    this.keys = keys;
    this.limiter = limiter;
    this.payers = payers;
  }

  /// The limits of clients that have no secret key.
  public PayerLimits payers() {
    return payers;
  }

  /// The key in `Authorization: Bearer ...`.
  public static Optional<String> bearer(Context ctx) {
    return Optional.ofNullable(ctx.header("Authorization"))
        .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
        .map(value -> value.substring(BEARER.length()).strip());
  }

  /// Authenticates a key, takes a token from its rate limit and sets the request's database share.
  ///
  /// @param dialect the dialect that the key must belong to
  /// @throws Failure.Failed Unauthorized if the key is missing, unknown, revoked or of another
  ///     dialect; WrongAddress if the key may not be used from this client address, or if it is
  ///     bound to addresses and the client address is unknown; TooManyRequests if the bucket is
  ///     empty
  public Principal principal(Context ctx, String dialect, Optional<String> key) {
    var text = key.orElseThrow(() -> new Failure.Unauthorized().asException());
    return principal(ctx, dialect, keys.authenticate(text, ClientAddress.of(ctx)));
  }

  /// The same for a request whose body is signed by a pair.
  ///
  /// @param publicKey of the pair
  /// @param signature of the body, in hex digits
  /// @throws Failure.Failed WrongSignature if the secret did not make it; otherwise like above
  public Principal principal(
      Context ctx, String dialect, Optional<String> publicKey, Optional<String> signature) {
    var text = publicKey.orElseThrow(() -> new Failure.Unauthorized().asException());
    var found =
        keys.authenticate(text, ctx.bodyAsBytes(), signature.orElse(""), ClientAddress.of(ctx));
    return principal(ctx, dialect, found);
  }

  private Principal principal(Context ctx, String dialect, Authentication found) {
    var principal =
        switch (found) {
          case Authentication.Granted(var granted) -> granted;
          case Authentication.Unknown() -> throw new Failure.Unauthorized().asException();
          case Authentication.WrongSignature() -> throw new Failure.WrongSignature().asException();
          case Authentication.WrongAddress() -> throw new Failure.WrongAddress().asException();
        };
    if (!principal.dialect().equals(dialect)) throw new Failure.Unauthorized().asException();
    if (!principal.cidrs().isEmpty() && ClientAddress.known(ctx).isEmpty()) {
      throw new Failure.WrongAddress().asException();
    }
    RequestLog.owner(ctx, principal);
    keys.uses().note(principal, ClientAddress.of(ctx));
    limiter.take(ctx, bucket(ctx, principal));
    RequestShare.of(principal);
    return principal;
  }

  /// A publishable key is visible to every payer, so each client block has its own bucket: one
  /// payer cannot exhaust the limit of the others.
  private static String bucket(Context ctx, Principal principal) {
    var key = "key/" + principal.keyId();
    return switch (principal.kind()) {
      case ACCOUNT, PROJECT, PARTNER -> key;
      case PUBLISHABLE -> key + "/" + ClientBlock.of(ctx).text();
    };
  }

  /// Drops this node's cache of keys and projects, so that the next request reads them from the
  /// database.
  public void forget() {
    keys.forget();
  }

  /// @throws Failure.Failed MissingScope if the key lacks the scope
  public static void demand(Principal principal, Scope scope) {
    if (!principal.may(scope)) throw new Failure.MissingScope(scope).asException();
  }
}
