package coffer.web.cabinet;

import static coffer.web.cabinet.Cabinet.PREFIX;

import coffer.core.user.Session;
import coffer.core.user.Sessions;
import coffer.core.user.User;
import coffer.http.FormFields;
import coffer.web.cabinet.SignInSteps.Checked;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// The page on which a person enters a one-time code after their password.
final class CodePages {
  private final CabinetServices services;
  private final SignInSteps steps;
  private final SessionCookie cookies;
  private final FormGuard forms;
  private final CabinetHtml html;
  private final Sessions sessions = new Sessions();

  CodePages(
      CabinetServices services,
      SignInSteps steps,
      SessionCookie cookies,
      FormGuard forms,
      CabinetHtml html) {
    this.services = services;
    this.steps = steps;
    this.cookies = cookies;
    this.forms = forms;
    this.html = html;
  }

  void routes(RoutesConfig config) {
    config.get(PREFIX + "/code", ctx -> show(ctx, 200, "", Optional.empty()));
    config.post(PREFIX + "/code", this::check);
  }

  /// The session that waits for a code.
  private Optional<Session> waiting(Context ctx) {
    return cookies
        .session(ctx)
        .flatMap(
            token -> services.db().tx(tx -> sessions.find(tx, token, services.clock().instant())))
        .filter(Session::codeDue);
  }

  private void show(Context ctx, int status, String problem, Optional<Duration> wait) {
    if (waiting(ctx).isEmpty()) {
      ctx.redirect(PREFIX, HttpStatus.SEE_OTHER);
      return;
    }
    html.open(
        ctx,
        new Reply.Html(
            status,
            "code",
            "title.code",
            Map.of(
                "problem",
                problem,
                "minutes",
                wait.map(it -> it.toMinutes() + 1).orElse(0L),
                "to",
                SignIn.destination(ctx))));
  }

  private void check(Context ctx) {
    forms.requireOwnPage(ctx);
    var session = waiting(ctx);
    if (session.isEmpty()) {
      ctx.redirect(PREFIX, HttpStatus.SEE_OTHER);
      return;
    }
    var user = services.db().tx(tx -> services.users().get(tx, session.get().userId()));
    switch (steps.checkCode(ctx, user, FormFields.read(ctx).field("code").orElse(""))) {
      case Checked.Right(_, var attempt) -> enter(ctx, session.get(), user, attempt);
      case Checked.Wrong() -> show(ctx, 422, "wrong", Optional.empty());
      case Checked.Wait(var time) -> show(ctx, 429, "wait", Optional.of(time));
    }
  }

  private void enter(
      Context ctx, Session session, User user, coffer.core.user.SignInLimits.Attempt attempt) {
    services
        .db()
        .run(tx -> sessions.end(tx, user.id(), session.publicId(), services.clock().instant()));
    steps.begin(ctx, user, Optional.of(attempt), "session.begin");
    ctx.redirect(SignIn.destination(ctx), HttpStatus.SEE_OTHER);
  }
}
