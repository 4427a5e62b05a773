package coffer.web.cabinet;

import static coffer.web.cabinet.Cabinet.PREFIX;
import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.core.user.AccessToken;
import coffer.core.user.Audit;
import coffer.core.user.KnownBrowsers;
import coffer.core.user.Passwords;
import coffer.core.user.Sessions;
import coffer.core.user.Sessions.Proof;
import coffer.core.user.SignInLimits;
import coffer.core.user.SignInLimits.Attempt;
import coffer.core.user.User;
import coffer.db.Tx;
import coffer.http.ClientAddress;
import coffer.http.ClientBlock;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.Optional;

/// What every way to sign in consists of: checking a password within the limits, and beginning a
/// session.
final class SignInSteps {
  private final CabinetServices services;
  private final SessionCookie cookies;
  private final Sessions sessions = new Sessions();
  private final SignInLimits limits = new SignInLimits();
  private final KnownBrowsers browsers = new KnownBrowsers();
  private final Audit audit = new Audit();

  SignInSteps(CabinetServices services, SessionCookie cookies) {
    this.services = services;
    this.cookies = cookies;
  }

  /// What a check of a password says.
  sealed interface Checked {
    record Right(User user, Attempt attempt) implements Checked {}

    record Wrong() implements Checked {}

    /// The password was not checked: there were too many attempts.
    record Wait(Duration time) implements Checked {}
  }

  /// Checks a password, and counts the attempt. It takes the same time for an unknown address, so
  /// that nobody learns who has an account.
  ///
  /// @throws coffer.core.user.Passwords.Busy if too many passwords are checked at once
  Checked check(Context ctx, String email, String password) {
    var user = services.db().tx(tx -> services.users().find(tx, email));
    var attempt = attempt(ctx, email, user);
    var wait = counted(ctx, attempt);
    if (wait.isPresent()) return wait.get();
    var caller =
        attempt.knownBrowser().isPresent() ? Passwords.Caller.KNOWN : Passwords.Caller.STRANGER;
    boolean right =
        password.length() <= SignIn.MAX_PASSWORD
            && services.passwords().matches(user.flatMap(User::passwordHash), password, caller);
    return right && user.isPresent() ? new Checked.Right(user.get(), attempt) : new Checked.Wrong();
  }

  /// Counts an attempt before it is checked.
  ///
  /// @return present if there were too many
  private Optional<Checked> counted(Context ctx, Attempt attempt) {
    var now = services.clock().instant();
    var wait = services.db().tx(tx -> limits.count(tx, attempt, now));
    wait.ifPresent(it -> ctx.header("Retry-After", String.valueOf(it.toSeconds() + 1)));
    return wait.map(Checked.Wait::new);
  }

  /// Checks a one-time code of a person whose password was right, and counts the attempt.
  Checked checkCode(Context ctx, User user, String code) {
    var attempt = codeAttempt(ctx, user);
    var wait = counted(ctx, attempt);
    if (wait.isPresent()) return wait.get();
    boolean right =
        code.length() <= SignIn.MAX_PASSWORD
            && services
                .db()
                .tx(tx -> services.codes().check(tx, user.id(), code, services.clock().instant()));
    return right ? new Checked.Right(user, attempt) : new Checked.Wrong();
  }

  /// Codes are counted apart from passwords, by person and known browser.
  private Attempt codeAttempt(Context ctx, User user) {
    var known = attempt(ctx, user.email(), Optional.of(user)).knownBrowser().orElse("");
    return new Attempt(
        user.email(),
        ClientBlock.of(ctx).text(),
        Optional.of("code:" + user.publicId() + ":" + known));
  }

  private Attempt attempt(Context ctx, String email, Optional<User> user) {
    var browser =
        cookies
            .browser(ctx)
            .filter(
                token ->
                    user.isPresent()
                        && services.db().tx(tx -> browsers.knows(tx, user.get().id(), token)));
    return new Attempt(
        user.map(User::email).orElse(email),
        ClientBlock.of(ctx).text(),
        browser.map(AccessToken::text));
  }

  /// Leads a person on whose password was right, or whose link was enough: to the page for the
  /// one-time code if they use codes, else into the cabinet.
  ///
  /// @param destination path of the page that they wanted
  ///
  /// @param attempt the password check before; empty = a link was enough
  /// @param act for the audit
  void enter(Context ctx, User user, Optional<Attempt> attempt, String act, String destination) {
    boolean due = services.db().tx(tx -> services.codes().required(tx, user.id()));
    if (!due) {
      begin(ctx, user, attempt, act);
      ctx.redirect(destination, HttpStatus.SEE_OTHER);
      return;
    }
    var now = services.clock().instant();
    var token =
        services
            .db()
            .tx(
                tx -> {
                  attempt.ifPresent(it -> limits.clear(tx, it));
                  return sessions.begin(tx, user.id(), where(ctx), Proof.CODE_DUE, now);
                });
    cookies.setSession(ctx, token);
    ctx.redirect(
        PREFIX + "/code?to=" + URLEncoder.encode(destination, UTF_8), HttpStatus.SEE_OTHER);
  }

  /// Begins a session with a new token.
  ///
  /// @param attempt the check before; empty = a link was enough
  void begin(Context ctx, User user, Optional<Attempt> attempt, String act) {
    begin(ctx, user, attempt, act, Proof.PASSWORD);
  }

  /// Begins a session of a person who proved with a passkey who they are.
  void beginWithPasskey(Context ctx, User user) {
    begin(ctx, user, Optional.empty(), "session.begin", Proof.PASSKEY);
  }

  private void begin(Context ctx, User user, Optional<Attempt> attempt, String act, Proof proof) {
    var now = services.clock().instant();
    var browser = cookies.browser(ctx).orElseGet(AccessToken::create);
    var token =
        services
            .db()
            .tx(
                tx -> {
                  attempt.ifPresent(it -> limits.clear(tx, it));
                  browsers.add(tx, user.id(), browser, now);
                  services.users().signedIn(tx, user.id(), now);
                  record(tx, ctx, user, act);
                  return sessions.begin(tx, user.id(), where(ctx), proof, now);
                });
    cookies.setSession(ctx, token);
    cookies.setBrowser(ctx, browser);
  }

  private void record(Tx tx, Context ctx, User user, String act) {
    var actor =
        new Audit.Actor(
            Optional.of(user.id()),
            user.email(),
            Optional.of(ClientAddress.of(ctx).getHostAddress()));
    audit.add(
        tx,
        actor,
        Audit.Place.SERVER,
        Audit.Act.of(act, user.publicId()),
        services.clock().instant());
  }

  private static Sessions.Browser where(Context ctx) {
    return new Sessions.Browser(
        ClientAddress.of(ctx).getHostAddress(),
        Optional.ofNullable(ctx.header("User-Agent")).orElse(""));
  }
}
