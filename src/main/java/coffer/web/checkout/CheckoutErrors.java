package coffer.web.checkout;

import coffer.core.Rejection;
import coffer.http.Failure;
import coffer.http.RequestId;
import coffer.web.Language;
import coffer.web.Messages;
import coffer.web.Pages;
import coffer.web.StaticFiles;
import io.javalin.http.Context;
import java.util.Map;
import java.util.Objects;

/// The pages that tell a payer what went wrong.
record CheckoutErrors(Pages pages, Map<Language, Messages> words, StaticFiles files) {
  void refuse(Context ctx, Rejection rejection) {
    boolean missing = rejection instanceof Rejection.NotFound;
    apologize(ctx, missing ? 404 : 422, missing ? "missing" : "bad");
  }

  void fail(Context ctx, Failure failure) {
    switch (failure) {
      case Failure.NoRoute() -> apologize(ctx, 404, "missing");
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
      // These cannot occur: the page needs no key.
      case Failure.Unauthorized _,
          Failure.WrongSignature _,
          Failure.WrongAddress _,
          Failure.MissingScope _,
          Failure.WrongKeyKind _ ->
          apologize(ctx, 404, "missing");
      case Failure.Unexpected() -> apologize(ctx, 500, "ours");
    }
  }

  private void later(Context ctx, int status, java.time.Duration after, String kind) {
    ctx.header("Retry-After", String.valueOf(after.toSeconds()));
    apologize(ctx, status, kind);
  }

  private void apologize(Context ctx, int status, String kind) {
    var language = CheckoutHtml.asked(ctx).orElseGet(() -> CheckoutHtml.accepted(ctx));
    var request = kind.equals("ours") ? RequestId.of(ctx) : "";
    var apology =
        new ErrorPage(
            kind,
            request,
            Objects.requireNonNull(words.get(language)),
            files.url("checkout.css"),
            files.url("icon.svg"));
    CheckoutHtml.write(
        ctx.status(status),
        Frame.NONE,
        pages.render("checkout/error.jte", Map.of("apology", apology)));
  }
}
