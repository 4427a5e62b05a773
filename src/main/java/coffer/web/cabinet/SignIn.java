package coffer.web.cabinet;

import static coffer.web.cabinet.Cabinet.PREFIX;
import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.core.user.AccessToken;
import coffer.core.user.KnownBrowsers;
import coffer.core.user.Passwords;
import coffer.core.user.Sessions;
import coffer.core.user.SignInLinks;
import coffer.core.user.User;
import coffer.db.Tx;
import coffer.http.Failure;
import coffer.http.FormFields;
import coffer.web.cabinet.SignInSteps.Checked;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The pages with which people sign in: by e-mail address and password, or by a one-time link, on
/// which they choose their password.
public final class SignIn {
  public static final int MIN_PASSWORD = 12;
  public static final int MAX_PASSWORD = 200;
  private static final int MAX_PATH = 500;

  private final CabinetServices services;
  private final SignInSteps steps;
  private final FormGuard forms;
  private final CabinetHtml html;
  private final Sessions sessions = new Sessions();
  private final SignInLinks links = new SignInLinks();
  private final KnownBrowsers browsers = new KnownBrowsers();

  SignIn(CabinetServices services, SignInSteps steps, FormGuard forms, CabinetHtml html) {
    this.services = services;
    this.steps = steps;
    this.forms = forms;
    this.html = html;
  }

  void routes(RoutesConfig config) {
    config.get(PREFIX + "/sign-in", ctx -> form(ctx, 200, "", Optional.empty()));
    config.post(PREFIX + "/sign-in", ctx -> inTurn(ctx, this::signIn));
    config.get(PREFIX + "/link/{token}", ctx -> link(ctx, 200, ""));
    config.post(PREFIX + "/link/{token}", ctx -> inTurn(ctx, this::useLink));
  }

  /// Passwords are checked a few at a time.
  static void inTurn(Context ctx, Consumer<Context> handler) {
    try {
      handler.accept(ctx);
    } catch (Passwords.Busy _) {
      throw new Failure.Unavailable(Passwords.MAX_WAIT).asException();
    }
  }

  /// Leads a browser without a session to the sign-in page, and back afterwards.
  void ask(Context ctx) {
    ctx.redirect(
        PREFIX + "/sign-in?to=" + URLEncoder.encode(ctx.path(), UTF_8), HttpStatus.SEE_OTHER);
  }

  private void form(Context ctx, int status, String problem, Optional<Duration> wait) {
    html.open(
        ctx,
        new Reply.Html(
            status,
            "sign-in",
            "title.sign-in",
            Map.of(
                "problem",
                problem,
                "minutes",
                wait.map(it -> it.toMinutes() + 1).orElse(0L),
                "to",
                destination(ctx),
                "email",
                email(ctx),
                "site",
                services.passkeys().site())));
  }

  private static String email(Context ctx) {
    return ctx.method().name().equals("POST") ? FormFields.read(ctx).field("email").orElse("") : "";
  }

  /// A page of the cabinet to which the person wanted; never another site.
  static String destination(Context ctx) {
    var wanted =
        ctx.method().name().equals("POST")
            ? FormFields.read(ctx).field("to")
            : Optional.ofNullable(ctx.queryParam("to"));
    return wanted
        .filter(path -> path.length() <= MAX_PATH && path.matches("/cabinet(/[A-Za-z0-9/_-]*)?"))
        .orElse(PREFIX);
  }

  private void signIn(Context ctx) {
    forms.requireOwnPage(ctx);
    var fields = FormFields.read(ctx);
    var email = fields.field("email").orElse("").strip();
    switch (steps.check(ctx, email, fields.field("password").orElse(""))) {
      case Checked.Right(var user, var attempt) ->
          steps.enter(ctx, user, Optional.of(attempt), "session.begin", destination(ctx));
      case Checked.Wrong() -> form(ctx, 422, "wrong", Optional.empty());
      case Checked.Wait(var time) -> form(ctx, 429, "wait", Optional.of(time));
    }
  }

  /// Shows the form only: programs that open links in mails must not use the link up.
  private void link(Context ctx, int status, String problem) {
    var owner =
        token(ctx)
            .flatMap(
                token ->
                    services
                        .db()
                        .tx(
                            tx ->
                                links
                                    .owner(tx, token, services.clock().instant())
                                    .map(id -> services.users().get(tx, id))));
    if (owner.isEmpty()) {
      html.open(
          ctx,
          new Reply.Html(404, "problem", "problem.link", Map.of("kind", "link", "request", "")));
      return;
    }
    html.open(
        ctx,
        new Reply.Html(
            status,
            "link",
            "title.link",
            Map.of("email", owner.get().email(), "problem", problem)));
  }

  private static Optional<AccessToken> token(Context ctx) {
    return AccessToken.parse(ctx.pathParam("token"));
  }

  private void useLink(Context ctx) {
    forms.requireOwnPage(ctx);
    var password = FormFields.read(ctx).field("password").orElse("");
    if (password.length() < MIN_PASSWORD || password.length() > MAX_PASSWORD) {
      link(ctx, 422, "length");
      return;
    }
    var token = token(ctx);
    var known =
        token.flatMap(
            it -> services.db().tx(tx -> links.owner(tx, it, services.clock().instant())));
    // Hashing takes long, so it is done before the transaction.
    var hash = known.map(_ -> services.passwords().hash(password));
    var user =
        hash.flatMap(
            it ->
                services
                    .db()
                    .tx(
                        tx ->
                            links
                                .use(tx, token.orElseThrow(), services.clock().instant())
                                .map(id -> changed(tx, id, it))));
    if (user.isEmpty()) {
      link(ctx, 404, "");
      return;
    }
    steps.enter(ctx, user.get(), Optional.empty(), "password.set", PREFIX);
  }

  /// A new password ends all sessions: somebody may have the old one.
  private User changed(Tx tx, long userId, String hash) {
    services.users().setPassword(tx, userId, hash, services.clock().instant());
    sessions.endAll(tx, userId, Optional.empty(), services.clock().instant());
    browsers.forget(tx, userId);
    return services.users().get(tx, userId);
  }
}
