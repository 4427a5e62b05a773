package coffer.api.coffer;

import coffer.api.ApiHandler.Command;
import coffer.api.ApiServices;
import coffer.api.BodyFields;
import coffer.core.chain.Chains;
import coffer.core.merchant.SettingsStore;
import coffer.db.Tx;
import coffer.http.Authenticator;

/// The routes `/project`: the settings of the key's project.
final class CofferProjectRoutes {
  private final Authenticator authenticator;
  private final Chains chains;
  private final String publicUrl;
  private final SettingsStore settings;

  CofferProjectRoutes(ApiServices services) {
    this.authenticator = services.authenticator();
    this.chains = services.chains();
    this.publicUrl = services.publicUrl();
    this.settings = new SettingsStore(chains);
  }

  Object get(Tx tx, CofferCall call) {
    var project = call.project();
    var now = settings.get(tx, project);
    var logo = now.look().logo().map(hash -> publicUrl + "/pay/logo/" + hash + ".png");
    return ProjectWire.of(project, now, logo, settings.caps(tx, project), chains);
  }

  Command change(CofferCall call, BodyFields body) {
    var project = call.project();
    var wanted =
        ProjectRequest.read(
            body,
            (code, network) ->
                chains.find(project.mode(), project.organizationId(), code, network));
    return Command.on(
        "project",
        tx -> {
          settings.save(tx, project, wanted.over(settings.lock(tx, project)));
          wanted.caps().ifPresent(caps -> settings.save(tx, project, caps));
          tx.afterCommit(authenticator::forget);
          return get(tx, call);
        },
        tx -> get(tx, call));
  }
}
