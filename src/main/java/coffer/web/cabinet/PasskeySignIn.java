package coffer.web.cabinet;

import static coffer.web.cabinet.Cabinet.PREFIX;

import coffer.core.user.Passkeys.Purpose;
import coffer.http.ClientBlock;
import coffer.http.FormFields;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Optional;

/// How a person signs in with a passkey: it stands for the password and the one-time code, because
/// the device has checked who uses it.
final class PasskeySignIn {
  private final CabinetServices services;
  private final SignInSteps steps;
  private final SessionCookie cookies;
  private final FormGuard forms;

  PasskeySignIn(
      CabinetServices services, SignInSteps steps, SessionCookie cookies, FormGuard forms) {
    this.services = services;
    this.steps = steps;
    this.cookies = cookies;
    this.forms = forms;
  }

  void routes(RoutesConfig config) {
    config.post(PREFIX + "/passkey/options", this::options);
    config.post(PREFIX + "/passkey", this::check);
    config.get(PREFIX + "/passkey/options", PasskeySignIn::form);
    config.get(PREFIX + "/passkey", PasskeySignIn::form);
  }

  private static void form(Context ctx) {
    ctx.redirect(PREFIX + "/sign-in", HttpStatus.SEE_OTHER);
  }

  private void options(Context ctx) {
    forms.requireOwnPage(ctx);
    var question =
        services
            .db()
            .tx(
                tx ->
                    services
                        .passkeys()
                        .ask(
                            tx,
                            Purpose.SIGN_IN,
                            Optional.empty(),
                            ClientBlock.of(ctx).text(),
                            services.clock().instant()));
    question.ifPresent(it -> cookies.setPasskey(ctx, it.token()));
    new Reply.Data(question.isPresent() ? 200 : 429, question.map(it -> it.json()).orElse("{}"))
        .writeTo(ctx);
  }

  private void check(Context ctx) {
    forms.requireOwnPage(ctx);
    var answer = FormFields.read(ctx).field("credential").orElse("");
    var token = cookies.passkey(ctx);
    cookies.clearPasskey(ctx);
    var user =
        services
            .db()
            .tx(
                tx ->
                    token
                        .flatMap(
                            it ->
                                services
                                    .passkeys()
                                    .check(
                                        tx,
                                        Purpose.SIGN_IN,
                                        Optional.empty(),
                                        it,
                                        answer,
                                        services.clock().instant()))
                        .map(id -> services.users().get(tx, id)));
    if (user.isEmpty()) {
      ctx.redirect(PREFIX + "/sign-in?done=passkey_wrong", HttpStatus.SEE_OTHER);
      return;
    }
    steps.beginWithPasskey(ctx, user.get());
    ctx.redirect(SignIn.destination(ctx), HttpStatus.SEE_OTHER);
  }
}
