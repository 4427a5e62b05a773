package coffer.api.coffer;

import coffer.api.Desk.Work;
import coffer.api.Fields;
import coffer.core.chain.Chains;
import coffer.core.merchant.SettingsStore;
import coffer.db.Tx;
import coffer.http.Authenticator;

/// `/project`: the key's own shop.
final class ProjectRoutes {
  private final Authenticator authenticator;
  private final Chains chains;
  private final SettingsStore settings;

  ProjectRoutes(CofferApi.Services services) {
    this.authenticator = services.authenticator();
    this.chains = services.chains();
    this.settings = new SettingsStore(chains);
  }

  Object get(Tx tx, Call call) {
    return ProjectWire.of(call.project(), settings.get(tx, call.project()), chains);
  }

  Work change(Call call, Fields body) {
    var project = call.project();
    var wanted =
        ProjectBody.read(
            body,
            (code, network) ->
                chains.find(project.mode(), project.organizationId(), code, network));
    return Work.on(
        "project",
        tx -> {
          settings.save(tx, project, wanted.over(settings.lock(tx, project)));
          tx.afterCommit(authenticator::forget);
          return get(tx, call);
        },
        tx -> get(tx, call));
  }
}
