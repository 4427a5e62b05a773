package coffer.web.cabinet;

import coffer.core.chain.Chains;
import coffer.core.merchant.Project;
import coffer.core.merchant.Settings;
import coffer.core.merchant.Settings.Cap;
import coffer.core.merchant.SettingsStore;
import coffer.core.user.Audit;
import coffer.db.Tx;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Changes the settings of a project in the name of a person, and records what changed.
final class SettingsAudit {
  private final CabinetServices services;
  private final SettingsStore store;
  private final Audit audit = new Audit();

  SettingsAudit(CabinetServices services) {
    this.services = services;
    this.store = new SettingsStore(services.chains());
  }

  Settings get(Tx tx, Project project) {
    return store.get(tx, project);
  }

  List<Cap> caps(Tx tx, Project project) {
    return store.caps(tx, project);
  }

  /// @throws coffer.core.Rejection.Refused as [SettingsStore#save]
  void change(Tx tx, CabinetRequest request, UnaryOperator<Settings> change) {
    var caps = store.caps(tx, request.requireProject());
    change(tx, request, change, caps);
  }

  /// @param caps the amounts that count before they are in a block
  /// @throws coffer.core.Rejection.Refused as [SettingsStore#save]
  void change(Tx tx, CabinetRequest request, UnaryOperator<Settings> change, List<Cap> caps) {
    var project = request.requireProject();
    var before = store.lock(tx, project);
    var capsBefore = store.caps(tx, project);
    var after = change.apply(before);
    store.save(tx, project, after);
    if (!caps.equals(capsBefore)) store.save(tx, project, caps);
    var old = values(before, capsBefore, services.chains());
    var present = values(after, store.caps(tx, project), services.chains());
    var act =
        new Audit.Act(
            "settings.change",
            project.publicId().toString(),
            without(old, present),
            without(present, old));
    audit.add(tx, request.actor(), request.place(), act, services.clock().instant());
    tx.afterCommit(services.keys()::forget);
  }

  /// The values that the others do not have.
  private static Map<String, Object> without(
      Map<String, Object> values, Map<String, Object> others) {
    var all = new LinkedHashMap<>(values);
    all.entrySet().removeAll(others.entrySet());
    return all;
  }

  /// By the names of our own API.
  private static Map<String, Object> values(Settings settings, List<Cap> caps, Chains chains) {
    var typed = TypedSettings.of(settings, caps, chains);
    var all = new LinkedHashMap<String, Object>();
    all.put("accepts", String.join(" ", settings.accepts()));
    all.put("tolerance_percent", typed.tolerance());
    all.put("confirmations", typed.confirmations());
    all.put("expires_in", settings.lifetime().toSeconds());
    all.put("quote_seconds", settings.quoteLifetime().toSeconds());
    all.put("monitor_seconds", settings.monitoring().toSeconds());
    all.put("return_url", typed.returnUrl());
    all.put("fail_url", typed.failUrl());
    all.put("settlement", typed.settlement());
    all.put("frame_origins", typed.frameOrigins());
    all.put("support_url", settings.support().url().orElse(""));
    all.put("support_email", settings.support().email().orElse(""));
    all.put("accent_color", settings.look().accent().orElse(""));
    all.put("logo", settings.look().logo().orElse(""));
    all.put("unconfirmed", typed.unconfirmed());
    return all;
  }
}
