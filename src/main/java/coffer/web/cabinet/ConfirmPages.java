package coffer.web.cabinet;

import static coffer.web.cabinet.CabinetRoute.Place.PERSON;

import coffer.core.user.PasskeySite;
import coffer.core.user.Session;
import coffer.core.user.Sessions;
import coffer.web.cabinet.SignInSteps.Checked;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Asks a person again who they are, before acts that can do much harm in a stolen session.
final class ConfirmPages {
  /// Such an act needs a password (or one-time code) that was entered at most this long ago.
  static final Duration MAX_AGE = Duration.ofHours(1);

  private final CabinetServices services;
  private final SignInSteps steps;
  private final Sessions sessions = new Sessions();

  ConfirmPages(CabinetServices services, SignInSteps steps) {
    this.services = services;
    this.steps = steps;
  }

  static boolean isRecent(Session session, Instant now) {
    return session.confirmedAt().plus(MAX_AGE).isAfter(now);
  }

  List<CabinetRoute> routes() {
    return List.of(
        CabinetRoute.page(PERSON, "/confirm", Permission.VIEW, this::show),
        CabinetRoute.act(PERSON, "/confirm", Permission.VIEW, this::confirm));
  }

  private Reply show(CabinetRequest request) {
    return show(request, 200, "");
  }

  private Reply show(CabinetRequest request, int status, String problem) {
    return new Reply.Html(
        status,
        "confirm",
        "title.confirm",
        Map.of(
            "to", SignIn.destination(request.ctx()),
            "problem", problem,
            "site", site(request)));
  }

  /// Present if the person can use a passkey instead of the password.
  private Optional<PasskeySite> site(CabinetRequest request) {
    boolean any =
        !services.db().tx(tx -> services.passkeys().list(tx, request.user().id())).isEmpty();
    return services.passkeys().site().filter(_ -> any);
  }

  private Reply confirm(CabinetRequest request) {
    var password = request.form().field("password").orElse("");
    return switch (steps.check(request.ctx(), request.user().email(), password)) {
      case Checked.Right _ -> {
        services
            .db()
            .run(tx -> sessions.confirm(tx, request.session(), services.clock().instant()));
        yield Reply.redirect(
            SignIn.destination(request.ctx()).substring(Cabinet.PREFIX.length()), "confirmed");
      }
      case Checked.Wrong() -> show(request, 422, "wrong");
      case Checked.Wait _ -> show(request, 429, "wait");
    };
  }
}
