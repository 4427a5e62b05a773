package coffer.api.getcrypto;

import coffer.core.merchant.Principal;
import coffer.http.Authenticator;
import coffer.http.Failure;
import io.javalin.http.Context;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What browsers are told about the requests of a shop's pages (CORS). A page may send a
/// publishable key from an origin that the key lists, and read every answer, errors included. A
/// secret key is nothing for a page: its answers say nothing of origins.
final class Browsers {
  private static final Logger log = LoggerFactory.getLogger(Browsers.class);
  private static final String GREETED = "coffer.getcrypto.greeted";
  private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
  private static final String EXPOSE = "Access-Control-Expose-Headers";
  private static final String EXPOSED =
      "X-Request-Id, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, Retry-After";

  private final Authenticator authenticator;

  Browsers(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  /// Before anything is known of the key: an origin that some key lists is told so.
  void greet(Context ctx) {
    if (ctx.attribute(GREETED) != null) return;
    ctx.attribute(GREETED, true);
    ctx.header("Cache-Control", "no-cache, private");
    ctx.header("Vary", "Origin");
    origin(ctx)
        .filter(this::known)
        .ifPresent(
            origin -> {
              ctx.header(ALLOW_ORIGIN, origin);
              ctx.header(EXPOSE, EXPOSED);
            });
  }

  /// What a browser asks before it sends the key.
  void preflight(Context ctx) {
    ctx.header("Access-Control-Allow-Methods", "GET, POST, OPTIONS");
    ctx.header(
        "Access-Control-Allow-Headers", "authorization, content-type, accept, idempotency-key");
    ctx.header("Access-Control-Max-Age", "600");
    ctx.status(204);
  }

  /// Once the key is known.
  ///
  /// @throws Failure.Failed WrongAddress, if a page uses a key that does not list its origin
  void admit(Context ctx, Principal principal) {
    switch (principal.kind()) {
      case ACCOUNT, PROJECT -> forget(ctx);
      case PUBLISHABLE -> {
        if (origin(ctx).filter(origin -> !principal.allows(origin)).isPresent()) {
          forget(ctx);
          throw new Failure.WrongAddress().asException();
        }
      }
    }
  }

  private static Optional<String> origin(Context ctx) {
    return Optional.ofNullable(ctx.header("Origin"));
  }

  /// While the database is away nobody is known; the request itself will fail, and say why.
  private boolean known(String origin) {
    try {
      return authenticator.originAllowed(GetCryptoApi.DIALECT, origin);
    } catch (RuntimeException e) {
      log.debug("an origin cannot be looked up", e);
      return false;
    }
  }

  private static void forget(Context ctx) {
    ctx.res().setHeader(ALLOW_ORIGIN, null);
    ctx.res().setHeader(EXPOSE, null);
  }
}
