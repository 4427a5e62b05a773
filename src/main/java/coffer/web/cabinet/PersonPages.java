package coffer.web.cabinet;

import static coffer.web.cabinet.CabinetRoute.Place.PERSON;

import coffer.core.user.Audit;
import coffer.core.user.KnownBrowsers;
import coffer.core.user.Passwords;
import coffer.core.user.Sessions;
import coffer.core.user.SignInLimits;
import coffer.db.Tx;
import coffer.http.ClientBlock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// A person's own page: their password and their sessions.
final class PersonPages {
  private final CabinetServices services;
  private final Sessions sessions = new Sessions();
  private final SignInLimits limits = new SignInLimits();
  private final KnownBrowsers browsers = new KnownBrowsers();
  private final Audit audit = new Audit();

  PersonPages(CabinetServices services) {
    this.services = services;
  }

  List<CabinetRoute> routes() {
    return List.of(
        CabinetRoute.page(PERSON, "/me", Permission.VIEW, this::show),
        CabinetRoute.act(PERSON, "/me/password", Permission.VIEW, this::password),
        CabinetRoute.act(PERSON, "/me/sessions/{session}/end", Permission.VIEW, this::end),
        CabinetRoute.act(PERSON, "/me/sessions/end-others", Permission.VIEW, this::endOthers));
  }

  private Reply show(CabinetRequest request) {
    return show(request, 200, "");
  }

  private Reply show(CabinetRequest request, int status, String problem) {
    var open =
        services.db().tx(tx -> sessions.list(tx, request.user().id(), services.clock().instant()));
    var passkeys = services.db().tx(tx -> services.passkeys().list(tx, request.user().id()));
    return new Reply.Html(
        status,
        "me",
        "title.me",
        Map.of(
            "sessions", open,
            "current", request.session().publicId(),
            "passkeys", passkeys,
            "site", services.passkeys().site(),
            "problem", problem));
  }

  /// A new password needs the old one, and ends all other sessions.
  private Reply password(CabinetRequest request) {
    var form = request.form();
    var old = form.field("old").orElse("");
    var wanted = form.field("password").orElse("");
    if (wanted.length() < SignIn.MIN_PASSWORD || wanted.length() > SignIn.MAX_PASSWORD) {
      return show(request, 422, "length");
    }
    // A session that somebody stole must not find out the password.
    var attempt =
        new SignInLimits.Attempt(
            request.user().email(),
            ClientBlock.of(request.ctx()).text(),
            Optional.of("change:" + request.user().publicId()));
    var wait = services.db().tx(tx -> limits.count(tx, attempt, services.clock().instant()));
    if (wait.isPresent()) {
      request.ctx().header("Retry-After", String.valueOf(wait.get().toSeconds() + 1));
      return show(request, 429, "often");
    }
    if (!services.passwords().matches(request.user().passwordHash(), old, Passwords.Caller.KNOWN)) {
      return show(request, 422, "old");
    }
    var hash = services.passwords().hash(wanted);
    services
        .db()
        .run(
            tx -> {
              var now = services.clock().instant();
              services.users().setPassword(tx, request.user().id(), hash, now);
              sessions.endAll(tx, request.user().id(), Optional.of(request.session().id()), now);
              browsers.forget(tx, request.user().id());
              limits.clear(tx, attempt);
              record(tx, request, "password.set", request.user().publicId());
            });
    return Reply.redirect("/me", "password_set");
  }

  private Reply end(CabinetRequest request) {
    var id =
        Paging.id(Optional.of(request.ctx().pathParam("session"))).orElseThrow(Cabinet::missing);
    services
        .db()
        .run(
            tx -> {
              sessions.end(tx, request.user().id(), id, services.clock().instant());
              record(tx, request, "session.end", id);
            });
    return Reply.redirect("/me", "session_ended");
  }

  private Reply endOthers(CabinetRequest request) {
    services
        .db()
        .run(
            tx -> {
              var kept = Optional.of(request.session().id());
              sessions.endAll(tx, request.user().id(), kept, services.clock().instant());
              record(tx, request, "session.end_others", request.session().publicId());
            });
    return Reply.redirect("/me", "session_ended");
  }

  private void record(Tx tx, CabinetRequest request, String act, UUID object) {
    audit.add(
        tx,
        request.actor(),
        request.place(),
        Audit.Act.of(act, object),
        services.clock().instant());
  }
}
