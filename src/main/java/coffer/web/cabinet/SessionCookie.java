package coffer.web.cabinet;

import coffer.core.user.AccessToken;
import coffer.core.user.KnownBrowsers;
import coffer.core.user.Passkeys;
import coffer.core.user.Sessions;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;

/// The cookies of the cabinet. Scripts cannot read them, and other sites cannot send them with a
/// form. Over HTTPS their names begin with `__Host-`, so that no other host can set them.
final class SessionCookie {
  private final boolean https;

  SessionCookie(boolean https) {
    this.https = https;
  }

  Optional<AccessToken> session(Context ctx) {
    return read(ctx, "coffer_session");
  }

  void setSession(Context ctx, AccessToken token) {
    write(ctx, "coffer_session", token.text(), Sessions.MAX_AGE);
  }

  void clearSession(Context ctx) {
    write(ctx, "coffer_session", "", Duration.ZERO);
  }

  /// What tells a browser in which somebody signed in before.
  Optional<AccessToken> browser(Context ctx) {
    return read(ctx, "coffer_browser");
  }

  void setBrowser(Context ctx, AccessToken token) {
    write(ctx, "coffer_browser", token.text(), KnownBrowsers.LIFETIME);
  }

  /// What ties a question for a passkey to the browser that it was sent to.
  Optional<AccessToken> passkey(Context ctx) {
    return read(ctx, "coffer_passkey");
  }

  void setPasskey(Context ctx, AccessToken token) {
    write(ctx, "coffer_passkey", token.text(), Passkeys.CEREMONY);
  }

  void clearPasskey(Context ctx) {
    write(ctx, "coffer_passkey", "", Duration.ZERO);
  }

  Optional<String> language(Context ctx) {
    return Optional.ofNullable(ctx.cookie(name("coffer_language")));
  }

  void setLanguage(Context ctx, String tag) {
    write(ctx, "coffer_language", tag, KnownBrowsers.LIFETIME);
  }

  private String name(String name) {
    return https ? "__Host-" + name : name;
  }

  private Optional<AccessToken> read(Context ctx, String name) {
    return Optional.ofNullable(ctx.cookie(name(name))).flatMap(AccessToken::parse);
  }

  private void write(Context ctx, String name, String value, Duration age) {
    var secure = https ? "; Secure" : "";
    ctx.res()
        .addHeader(
            "Set-Cookie",
            "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s"
                .formatted(name(name), value, age.toSeconds(), secure));
  }
}
