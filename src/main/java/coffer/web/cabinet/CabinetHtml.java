package coffer.web.cabinet;

import coffer.core.Rejection;
import coffer.http.Failure;
import coffer.http.RequestId;
import coffer.web.Language;
import coffer.web.Messages;
import coffer.web.Pages;
import coffer.web.StaticFiles;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Writes the pages: chooses the language, fills the frame around a page, and answers errors.
final class CabinetHtml {
  private static final String POLICY =
      "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self';"
          + " base-uri 'none'; frame-ancestors 'none'";

  /// The pages on which people use passkeys, which browsers only have in scripts.
  private static final Set<String> SCRIPTED = Set.of("sign-in", "me", "confirm");

  private static final String SCRIPTS = "; script-src 'self'; connect-src 'self'";

  private final StaticFiles files;
  private final SessionCookie cookies;
  private final String prefix;
  private final Pages pages = new Pages();
  private final Map<Language, Messages> texts = Messages.load("cabinet");

  CabinetHtml(StaticFiles files, SessionCookie cookies, String prefix) {
    this.files = files;
    this.cookies = cookies;
    this.prefix = prefix;
  }

  /// The language that the person chose before, the one they choose now, or the browser's.
  Messages words(Context ctx) {
    var asked = Optional.ofNullable(ctx.queryParam("lang")).flatMap(Language::of);
    asked.ifPresent(language -> cookies.setLanguage(ctx, language.tag()));
    var language =
        asked
            .or(() -> cookies.language(ctx).flatMap(Language::of))
            .orElseGet(
                () ->
                    Language.accepted(
                        Optional.ofNullable(ctx.header("Accept-Language")).orElse("")));
    return Objects.requireNonNull(texts.get(language));
  }

  void page(CabinetRequest request, Reply.Html page) {
    write(
        request.ctx(),
        frame(request.ctx(), request.words(), page.title(), Optional.of(request)),
        page);
  }

  /// A page for which nobody needs to be signed in.
  void open(Context ctx, Reply.Html page) {
    write(ctx, frame(ctx, words(ctx), page.title(), Optional.empty()), page);
  }

  /// What the act before this page did, in words; "" = nothing.
  private static String outcome(Context ctx, Messages words, String prefix) {
    return Optional.ofNullable(ctx.queryParam("done"))
        .map(key -> prefix + key)
        .filter(words.keys()::contains)
        .map(words::say)
        .orElse("");
  }

  private CabinetFrame frame(
      Context ctx, Messages words, String title, Optional<CabinetRequest> request) {
    return new CabinetFrame(
        words,
        words.say(title),
        files.url("cabinet.css"),
        files.url("icon.svg"),
        files.url("passkey.js"),
        request,
        ctx.path().substring(Math.min(ctx.path().length(), prefix.length())),
        query(ctx),
        outcome(ctx, words, "done."),
        outcome(ctx, words, "failed."));
  }

  private static String query(Context ctx) {
    return Optional.ofNullable(ctx.queryString()).stream()
        .flatMap(text -> Arrays.stream(text.split("&")))
        .filter(pair -> !pair.isEmpty() && !pair.matches("(lang|done)(=.*)?"))
        .map(pair -> pair + "&")
        .collect(Collectors.joining());
  }

  private void write(Context ctx, CabinetFrame frame, Reply.Html page) {
    var values = new HashMap<>(page.values());
    values.put("frame", frame);
    ctx.status(page.status());
    boolean script = SCRIPTED.contains(page.template());
    ctx.header("Content-Security-Policy", script ? POLICY + SCRIPTS : POLICY);
    ctx.header("Cross-Origin-Opener-Policy", "same-origin");
    // `no-referrer` would make browsers send `Origin: null` with the page's own forms.
    ctx.header("Referrer-Policy", "same-origin");
    ctx.header("X-Robots-Tag", "noindex, nofollow");
    ctx.header("Cache-Control", "no-store");
    ctx.contentType("text/html; charset=utf-8")
        .result(pages.render("cabinet/" + page.template() + ".jte", values));
  }

  void refuse(Context ctx, Rejection rejection) {
    boolean missing = rejection instanceof Rejection.NotFound;
    problem(ctx, missing ? 404 : 422, missing ? "missing" : "refused");
  }

  void fail(Context ctx, Failure failure) {
    switch (failure) {
      case Failure.NoRoute() -> problem(ctx, 404, "missing");
      case Failure.MethodNotAllowed(var allowed) -> {
        ctx.header("Allow", String.join(", ", allowed));
        problem(ctx, 405, "refused");
      }
      case Failure.TooManyRequests(var after) -> later(ctx, 429, after.toSeconds(), "busy");
      case Failure.Unavailable(var after) -> later(ctx, 503, after.toSeconds(), "away");
      case Failure.TooLarge _ -> problem(ctx, 413, "refused");
      case Failure.WrongMediaType _ -> problem(ctx, 415, "refused");
      case Failure.BadBody _ -> problem(ctx, 400, "refused");
      case Failure.Invalid _ -> problem(ctx, 422, "refused");
      case Failure.BadRequest(var status) ->
          problem(ctx, status, status == 403 ? "foreign" : "refused");
      // These cannot occur: the pages need no key.
      case Failure.Unauthorized _,
          Failure.WrongSignature _,
          Failure.WrongAddress _,
          Failure.MissingScope _,
          Failure.WrongKeyKind _ ->
          problem(ctx, 404, "missing");
      case Failure.Unexpected() -> problem(ctx, 500, "broken");
    }
  }

  private void later(Context ctx, int status, long seconds, String kind) {
    ctx.header("Retry-After", String.valueOf(seconds));
    problem(ctx, status, kind);
  }

  private void problem(Context ctx, int status, String kind) {
    var request = kind.equals("broken") ? RequestId.of(ctx) : "";
    open(
        ctx,
        new Reply.Html(
            status, "problem", "problem." + kind, Map.of("kind", kind, "request", request)));
  }
}
