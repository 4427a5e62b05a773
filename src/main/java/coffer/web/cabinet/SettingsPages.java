package coffer.web.cabinet;

import static coffer.web.cabinet.CabinetRoute.Place.PROJECT;

import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.merchant.Project;
import coffer.core.merchant.Settings;
import coffer.core.merchant.SettingsStore;
import coffer.core.user.Audit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The settings of a project.
final class SettingsPages {
  private final CabinetServices services;
  private final SettingsStore store;
  private final Audit audit = new Audit();

  SettingsPages(CabinetServices services) {
    this.services = services;
    this.store = new SettingsStore(services.chains());
  }

  List<CabinetRoute> routes() {
    return List.of(
        CabinetRoute.page(PROJECT, "/settings", Permission.ADMINISTER, this::show),
        CabinetRoute.act(PROJECT, "/settings", Permission.ADMINISTER, this::change)
            .whenConfirmed());
  }

  private Reply show(CabinetRequest request) {
    var now = services.db().tx(tx -> store.get(tx, request.requireProject()));
    return page(request, 200, TypedSettings.of(now), "");
  }

  private Reply page(CabinetRequest request, int status, TypedSettings typed, String problem) {
    return new Reply.Html(
        status,
        "settings",
        "title.settings",
        Map.of("typed", typed, "assets", choices(request), "problem", problem));
  }

  private List<AssetChoice> choices(CabinetRequest request) {
    var project = request.requireProject();
    return services.chains().offered(project.mode(), project.organizationId()).stream()
        .map(asset -> choice(project, asset))
        .toList();
  }

  /// By the name of its network, unless that means another asset here.
  private AssetChoice choice(Project project, Asset asset) {
    var chains = services.chains();
    var chain = chains.chainOf(asset);
    boolean plain =
        chains
            .find(project.mode(), project.organizationId(), asset.code(), chain.network())
            .filter(asset::equals)
            .isPresent();
    return new AssetChoice(
        asset.code() + ":" + (plain ? chain.network() : chain.name()),
        asset.code() + " · " + chain.spec().title());
  }

  private Reply change(CabinetRequest request) {
    var offered = choices(request).stream().map(AssetChoice::name).toList();
    var typed = TypedSettings.of(request.form(), offered);
    if (!typed.problem().isEmpty()) return page(request, 422, typed, typed.problem());
    try {
      services
          .db()
          .run(
              tx -> {
                var before = store.lock(tx, request.requireProject());
                var after = typed.over(before);
                store.save(tx, request.requireProject(), after);
                audit.add(
                    tx,
                    request.actor(),
                    request.place(),
                    new Audit.Act(
                        "settings.change",
                        request.requireProject().publicId().toString(),
                        changed(before, after),
                        changed(after, before)),
                    services.clock().instant());
              });
    } catch (Rejection.Refused e) {
      return page(request, 422, typed, problem(e.rejection()));
    }
    services.keys().forget();
    return Reply.redirect(request.projectPath() + "/settings", "settings_changed");
  }

  private static String problem(Rejection rejection) {
    return rejection instanceof Rejection.InvalidField(var field, _) ? field.text() : "accepts";
  }

  /// The values that the other settings do not have.
  private static Map<String, Object> changed(Settings these, Settings others) {
    var all = values(these);
    all.entrySet().removeAll(values(others).entrySet());
    return all;
  }

  private static Map<String, Object> values(Settings settings) {
    var typed = TypedSettings.of(settings);
    var all = new LinkedHashMap<String, Object>();
    all.put("accepts", String.join(" ", typed.accepts()));
    all.put("tolerance_percent", typed.tolerance());
    all.put("expires_in", settings.lifetime().toSeconds());
    all.put("quote_seconds", settings.quoteLifetime().toSeconds());
    all.put("monitor_seconds", settings.monitoring().toSeconds());
    all.put("return_url", typed.returnUrl());
    all.put("fail_url", typed.failUrl());
    all.put("frame_origins", typed.frameOrigins());
    return all;
  }
}
