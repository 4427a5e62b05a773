package coffer.web.checkout;

import coffer.web.Language;
import io.javalin.http.Context;
import java.util.Optional;

/// How the pages are sent, and in which language.
final class CheckoutHtml {
  private CheckoutHtml() {}

  /// The language that the URL names.
  static Optional<Language> asked(Context ctx) {
    return Optional.ofNullable(ctx.queryParam("lang")).flatMap(Language::of);
  }

  /// The language that the browser prefers.
  static Language accepted(Context ctx) {
    return Language.accepted(Optional.ofNullable(ctx.header("Accept-Language")).orElse(""));
  }

  static void write(Context ctx, Frame frame, String html) {
    frame.guard(ctx);
    ctx.header("Cross-Origin-Opener-Policy", "same-origin");
    ctx.header("X-Robots-Tag", "noindex, nofollow");
    ctx.header("Vary", "Accept-Language");
    ctx.contentType("text/html; charset=utf-8").result(html);
  }
}
