package coffer.web.cabinet;

import static coffer.web.cabinet.CabinetRoute.Place.PERSON;

import coffer.core.user.Audit;
import coffer.db.Tx;
import coffer.web.cabinet.SignInSteps.Checked;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A person's one-time codes: how they begin and end to use them.
final class PersonCodes {
  private final CabinetServices services;
  private final SignInSteps steps;
  private final Audit audit = new Audit();

  PersonCodes(CabinetServices services, SignInSteps steps) {
    this.services = services;
    this.steps = steps;
  }

  List<CabinetRoute> routes() {
    return List.of(
        CabinetRoute.page(PERSON, "/me/codes", Permission.VIEW, this::show),
        CabinetRoute.act(PERSON, "/me/codes", Permission.VIEW, this::begin).whenConfirmed(),
        CabinetRoute.act(PERSON, "/me/codes/confirm", Permission.VIEW, this::confirm),
        CabinetRoute.act(PERSON, "/me/codes/remove", Permission.VIEW, this::remove));
  }

  private Reply show(CabinetRequest request) {
    return show(request, 200, "", Optional.empty(), List.of());
  }

  private Reply show(
      CabinetRequest request,
      int status,
      String problem,
      Optional<AppSecret> secret,
      List<String> recovery) {
    long user = request.user().id();
    return services
        .db()
        .tx(
            tx ->
                new Reply.Html(
                    status,
                    "codes",
                    "title.codes",
                    Map.of(
                        "required", services.codes().required(tx, user),
                        "left", services.codes().recoveryCodes(tx, user),
                        "problem", problem,
                        "secret", secret,
                        "recovery", recovery)));
  }

  private Reply begin(CabinetRequest request) {
    var secret =
        services
            .db()
            .tx(tx -> services.codes().begin(tx, request.user().id(), services.clock().instant()));
    return show(
        request, 200, "", secret.map(it -> AppSecret.of(request.user().email(), it)), List.of());
  }

  private Reply confirm(CabinetRequest request) {
    var code = request.form().field("code").orElse("");
    var now = services.clock().instant();
    var recovery =
        services
            .db()
            .tx(
                tx -> {
                  var codes = services.codes().confirm(tx, request.user().id(), code, now);
                  if (codes.isPresent()) record(tx, request, "one_time_code.begin");
                  return codes;
                });
    return recovery.isEmpty()
        ? show(request, 422, "pending", Optional.empty(), List.of())
        : show(request, 200, "", Optional.empty(), recovery.get());
  }

  /// Needs a code, so that a stolen session does not end the use of codes.
  private Reply remove(CabinetRequest request) {
    var code = request.form().field("code").orElse("");
    return switch (steps.checkCode(request.ctx(), request.user(), code)) {
      case Checked.Right _ -> {
        services
            .db()
            .run(
                tx -> {
                  services.codes().remove(tx, request.user().id());
                  record(tx, request, "one_time_code.end");
                });
        yield Reply.redirect("/me/codes", "codes_removed");
      }
      case Checked.Wrong() -> show(request, 422, "wrong", Optional.empty(), List.of());
      case Checked.Wait _ -> show(request, 429, "wait", Optional.empty(), List.of());
    };
  }

  private void record(Tx tx, CabinetRequest request, String act) {
    audit.add(
        tx,
        request.actor(),
        request.place(),
        Audit.Act.of(act, request.user().publicId()),
        services.clock().instant());
  }
}
