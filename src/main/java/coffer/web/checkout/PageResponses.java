package coffer.web.checkout;

import coffer.core.Rejection;
import coffer.http.Failure;
import coffer.http.RequestId;
import coffer.web.Language;
import coffer.web.Messages;
import coffer.web.Pages;
import coffer.web.StaticFiles;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Writes the pages of payers and their error pages, with the headers that guard them.
final class PageResponses {
  private static final String FRAME = "frame";

  private final Pages pages = new Pages();
  private final Map<Language, Messages> words = Messages.load("checkout");
  private final StaticFiles files =
      new StaticFiles("/pay/static", List.of("checkout.css", "checkout.js", "icon.svg"));

  StaticFiles files() {
    return files;
  }

  Messages words(Language language) {
    return Objects.requireNonNull(words.get(language));
  }

  /// The language that the query names.
  static Optional<Language> asked(Context ctx) {
    return Optional.ofNullable(ctx.queryParam("lang")).flatMap(Language::of);
  }

  /// The language that the browser prefers.
  static Language accepted(Context ctx) {
    return Language.accepted(Optional.ofNullable(ctx.header("Accept-Language")).orElse(""));
  }

  /// The pages that may show the answer to this request in a frame, error pages included. Without
  /// this call none may.
  void frame(Context ctx, Frame frame) {
    ctx.attribute(FRAME, frame);
  }

  String render(String template, Map<String, Object> parameters) {
    return pages.render(template, parameters);
  }

  void page(Context ctx, String template, Map<String, Object> parameters) {
    Optional.ofNullable(ctx.<Frame>attribute(FRAME)).orElse(Frame.NONE).guard(ctx);
    ctx.header("Cross-Origin-Opener-Policy", "same-origin");
    ctx.header("X-Robots-Tag", "noindex, nofollow");
    ctx.header("Vary", "Accept-Language");
    ctx.contentType("text/html; charset=utf-8").result(render(template, parameters));
  }

  /// @param missing kind of the error page for what does not exist: `missing`
  void refuse(Context ctx, Rejection rejection, String missing) {
    boolean absent = rejection instanceof Rejection.NotFound;
    apologize(ctx, absent ? 404 : 422, absent ? missing : "bad");
  }

  /// @param missing kind of the error page for what does not exist: `missing`
  void fail(Context ctx, Failure failure, String missing) {
    switch (failure) {
      case Failure.NoRoute() -> apologize(ctx, 404, missing);
      case Failure.MethodNotAllowed(var allowed) -> {
        ctx.header("Allow", String.join(", ", allowed));
        apologize(ctx, 405, "bad");
      }
      case Failure.TooManyRequests(var after) -> later(ctx, 429, after, "busy");
      case Failure.Unavailable(var after) -> later(ctx, 503, after, "away");
      case Failure.TooLarge _ -> apologize(ctx, 413, "bad");
      case Failure.WrongMediaType _ -> apologize(ctx, 415, "bad");
      case Failure.BadBody _ -> apologize(ctx, 400, "bad");
      case Failure.Invalid _ -> apologize(ctx, 422, "bad");
      case Failure.BadRequest(var status) -> apologize(ctx, status, "bad");
      // These cannot occur: the pages need no key.
      case Failure.Unauthorized _,
          Failure.WrongSignature _,
          Failure.WrongAddress _,
          Failure.MissingScope _,
          Failure.WrongKeyKind _ ->
          apologize(ctx, 404, missing);
      case Failure.Unexpected() -> apologize(ctx, 500, "ours");
    }
  }

  private void later(Context ctx, int status, Duration after, String kind) {
    ctx.header("Retry-After", String.valueOf(after.toSeconds()));
    apologize(ctx, status, kind);
  }

  private void apologize(Context ctx, int status, String kind) {
    var language = asked(ctx).orElseGet(() -> accepted(ctx));
    var request = kind.equals("ours") ? RequestId.of(ctx) : "";
    var apology =
        new ErrorPage(
            kind, request, words(language), files.url("checkout.css"), files.url("icon.svg"));
    page(ctx.status(status), "checkout/error.jte", Map.of("apology", apology));
  }
}
