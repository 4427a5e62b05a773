package coffer.api.getcrypto;

import coffer.core.merchant.Principal;
import coffer.http.Failure;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.regex.Pattern;

/// The CORS headers for web pages that call this API. A page may send a publishable key from an
/// origin that the key lists, and read every response, including errors. Pages must not use secret
/// keys: responses to secret keys contain no CORS headers.
///
/// Until the key is known, every origin gets the same responses. Otherwise, anyone could find out
/// which sites use this server.
final class CorsPolicy {
  private static final Pattern ORIGIN =
      Pattern.compile("https?://([a-z0-9.-]{1,253}|\\[[0-9a-f:]{2,45}])(:[0-9]{1,5})?");
  private static final String GREETED = "coffer.getcrypto.greeted";
  private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
  private static final String EXPOSE = "Access-Control-Expose-Headers";
  private static final String EXPOSED =
      "X-Request-Id, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, Retry-After";

  /// Allows every origin to read the response; runs before the key is known.
  void addHeaders(Context ctx) {
    if (ctx.attribute(GREETED) != null) return;
    ctx.attribute(GREETED, true);
    ctx.header("Cache-Control", "no-cache, private");
    ctx.header("Vary", "Origin");
    origin(ctx)
        .filter(origin -> ORIGIN.matcher(origin).matches())
        .ifPresent(
            origin -> {
              ctx.header(ALLOW_ORIGIN, origin);
              ctx.header(EXPOSE, EXPOSED);
            });
  }

  /// Answers a preflight request, which browsers send before the request with the key.
  void preflight(Context ctx) {
    ctx.header("Access-Control-Allow-Methods", "GET, POST, OPTIONS");
    ctx.header(
        "Access-Control-Allow-Headers", "authorization, content-type, accept, idempotency-key");
    ctx.header("Access-Control-Max-Age", "600");
    ctx.status(204);
  }

  /// Applies the rules of the key, as soon as it is known.
  ///
  /// @throws Failure.Failed WrongAddress if a page uses a publishable key that does not list its
  ///     origin
  void admit(Context ctx, Principal principal) {
    switch (principal.kind()) {
      case ACCOUNT, PROJECT, PARTNER -> forget(ctx);
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

  private static void forget(Context ctx) {
    ctx.res().setHeader(ALLOW_ORIGIN, null);
    ctx.res().setHeader(EXPOSE, null);
  }
}
