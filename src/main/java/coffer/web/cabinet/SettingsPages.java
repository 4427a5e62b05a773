package coffer.web.cabinet;

import static coffer.web.cabinet.CabinetRoute.Place.PROJECT;

import coffer.core.Rejection;
import java.util.List;
import java.util.Map;

/// The settings of a project, besides its look and its assets.
final class SettingsPages {
  private static final String PATH = "/settings";

  private final CabinetServices services;
  private final SettingsAudit settings;
  private final AssetChoices assets;

  SettingsPages(CabinetServices services) {
    this.services = services;
    this.settings = new SettingsAudit(services);
    this.assets = new AssetChoices(services);
  }

  List<CabinetRoute> routes() {
    return List.of(
        CabinetRoute.page(PROJECT, PATH, Permission.ADMINISTER, this::show),
        CabinetRoute.act(PROJECT, PATH, Permission.ADMINISTER, this::change).whenConfirmed());
  }

  private Reply show(CabinetRequest request) {
    var project = request.requireProject();
    var typed =
        services
            .db()
            .tx(
                tx ->
                    TypedSettings.of(
                        settings.get(tx, project), settings.caps(tx, project), services.chains()));
    return page(request, 200, typed, "");
  }

  private Reply page(CabinetRequest request, int status, TypedSettings typed, String problem) {
    return new Reply.Html(
        status,
        "settings",
        "title.settings",
        Map.of(
            "typed", typed,
            "assets", assets.offered(request.requireProject()),
            "problem", problem));
  }

  private Reply change(CabinetRequest request) {
    var project = request.requireProject();
    var typed = TypedSettings.of(request.form());
    var problem = typed.problem(project, services.chains());
    if (!problem.isEmpty()) return page(request, 422, typed, problem);
    var caps = typed.caps(project, services.chains()).orElseThrow();
    try {
      services.db().run(tx -> settings.change(tx, request, typed::over, caps));
    } catch (Rejection.Refused e) {
      return page(request, 422, typed, field(e));
    }
    return Reply.redirect(request.projectPath() + PATH, "settings_changed");
  }

  /// The name of the field that was refused.
  static String field(Rejection.Refused e) {
    if (e.rejection() instanceof Rejection.InvalidField(var field, _)) return field.text();
    throw e;
  }
}
