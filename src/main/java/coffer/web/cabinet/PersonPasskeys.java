package coffer.web.cabinet;

import static coffer.web.cabinet.CabinetRoute.Place.PERSON;

import coffer.core.PlainText;
import coffer.core.user.Audit;
import coffer.core.user.Passkeys;
import coffer.core.user.Passkeys.Purpose;
import coffer.core.user.Sessions;
import coffer.db.Tx;
import coffer.http.ClientBlock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A person's passkeys: how they add and remove one, and how they prove with one again who they
/// are.
final class PersonPasskeys {
  private final CabinetServices services;
  private final SessionCookie cookies;
  private final Sessions sessions = new Sessions();
  private final Audit audit = new Audit();

  PersonPasskeys(CabinetServices services, SessionCookie cookies) {
    this.services = services;
    this.cookies = cookies;
  }

  List<CabinetRoute> routes() {
    return List.of(
        CabinetRoute.act(PERSON, "/me/passkeys/options", Permission.VIEW, this::askForNew)
            .whenConfirmed(),
        CabinetRoute.act(PERSON, "/me/passkeys", Permission.VIEW, this::keep),
        CabinetRoute.act(PERSON, "/me/passkeys/{passkey}/remove", Permission.VIEW, this::remove)
            .whenConfirmed(),
        CabinetRoute.act(PERSON, "/confirm/passkey/options", Permission.VIEW, this::askToConfirm),
        CabinetRoute.act(PERSON, "/confirm/passkey", Permission.VIEW, this::confirm));
  }

  private Reply askForNew(CabinetRequest request) {
    return ask(request, Purpose.CREATE);
  }

  private Reply askToConfirm(CabinetRequest request) {
    return ask(request, Purpose.CONFIRM);
  }

  private Reply ask(CabinetRequest request, Purpose purpose) {
    var client = ClientBlock.of(request.ctx()).text();
    var question =
        services
            .db()
            .tx(
                tx ->
                    services
                        .passkeys()
                        .ask(
                            tx,
                            purpose,
                            Optional.of(request.user()),
                            client,
                            services.clock().instant()));
    question.ifPresent(it -> cookies.setPasskey(request.ctx(), it.token()));
    return new Reply.Data(
        question.isPresent() ? 200 : 429, question.map(it -> it.json()).orElse("{}"));
  }

  private Reply keep(CabinetRequest request) {
    var name = request.form().field("name").orElse("").strip();
    if (name.isEmpty() || name.length() > Passkeys.MAX_NAME || !PlainText.isLine(name)) {
      return Reply.redirect("/me", "passkey_name");
    }
    var token = cookies.passkey(request.ctx());
    cookies.clearPasskey(request.ctx());
    if (token.isEmpty()) return Reply.redirect("/me", "passkey_wrong");
    var answer = request.form().field("credential").orElse("");
    var kept =
        services
            .db()
            .tx(
                tx -> {
                  var now = services.clock().instant();
                  var user = request.user();
                  var result = services.passkeys().keep(tx, user, token.get(), name, answer, now);
                  if (result == Passkeys.Kept.YES) record(tx, request, "passkey.add", name);
                  return result;
                });
    return Reply.redirect(
        "/me",
        switch (kept) {
          case YES -> "passkey_added";
          case WRONG -> "passkey_wrong";
          case TOO_MANY -> "passkey_many";
        });
  }

  private Reply remove(CabinetRequest request) {
    var id =
        Paging.id(Optional.of(request.ctx().pathParam("passkey"))).orElseThrow(Cabinet::missing);
    services
        .db()
        .run(
            tx -> {
              var name =
                  services
                      .passkeys()
                      .remove(tx, request.user().id(), id)
                      .orElseThrow(Cabinet::missing);
              record(tx, request, "passkey.remove", name);
            });
    return Reply.redirect("/me", "passkey_removed");
  }

  private Reply confirm(CabinetRequest request) {
    var to = SignIn.destination(request.ctx()).substring(Cabinet.PREFIX.length());
    var token = cookies.passkey(request.ctx());
    cookies.clearPasskey(request.ctx());
    var answer = request.form().field("credential").orElse("");
    boolean right =
        services
            .db()
            .tx(
                tx -> {
                  var now = services.clock().instant();
                  var user = Optional.of(request.user());
                  var found =
                      token.flatMap(
                          it ->
                              services
                                  .passkeys()
                                  .check(tx, Purpose.CONFIRM, user, it, answer, now));
                  if (found.isPresent()) sessions.confirm(tx, request.session(), now);
                  return found.isPresent();
                });
    return right
        ? Reply.redirect(to, "confirmed")
        : Reply.redirect("/confirm?to=" + Cabinet.PREFIX + to, "passkey_wrong");
  }

  private void record(Tx tx, CabinetRequest request, String act, String name) {
    audit.add(
        tx,
        request.actor(),
        request.place(),
        Audit.Act.of(act, request.user().publicId(), Map.of("name", name)),
        services.clock().instant());
  }
}
