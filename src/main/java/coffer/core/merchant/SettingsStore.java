package coffer.core.merchant;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.WebUrl;
import coffer.core.chain.Chains;
import coffer.core.merchant.Settings.Cap;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The settings of projects: read, judged, changed.
public final class SettingsStore {
  private static final int LONGEST_URL = 2048;

  private final Chains chains;

  public SettingsStore(Chains chains) {
    this.chains = chains;
  }

  public Settings get(Tx tx, Project project) {
    return tx.only(
        "SELECT * FROM project WHERE id = ?",
        row -> settings(row, caps(tx, project)),
        project.id());
  }

  /// The same, and nobody else changes them meanwhile.
  public Settings lock(Tx tx, Project project) {
    return tx.only(
        "SELECT * FROM project WHERE id = ? FOR UPDATE",
        row -> settings(row, caps(tx, project)),
        project.id());
  }

  /// @throws Rejection.Refused InvalidField, where an asset is none that the project could take, or
  ///     never counts unconfirmed
  public void save(Tx tx, Project project, Settings settings) {
    for (var name : settings.accepts()) known(project, Field.Term.ACCEPTS, name);
    settings.settlement().ifPresent(name -> known(project, Field.Term.SETTLEMENT, name));
    settings.returnUrl().ifPresent(url -> page(Field.Term.RETURN_URL, url));
    settings.failUrl().ifPresent(url -> page(Field.Term.FAIL_URL, url));
    settings.caps().forEach(SettingsStore::check);
    tx.update(
        """
        UPDATE project SET accepts = ?, tolerance_percent = ?, accept_depth = ?, lifetime_seconds = ?,
            quote_seconds = ?, monitor_seconds = ?, return_url = ?, fail_url = ?,
            settlement = ?
        WHERE id = ?
        """,
        new Arr("text", settings.accepts()),
        settings.tolerancePercent(),
        settings.acceptDepth(),
        (int) settings.lifetime().toSeconds(),
        (int) settings.quoteLifetime().toSeconds(),
        (int) settings.monitoring().toSeconds(),
        settings.returnUrl(),
        settings.failUrl(),
        settings.settlement(),
        project.id());
    tx.update("DELETE FROM unconfirmed_cap WHERE project_id = ?", project.id());
    tx.batch(
        "INSERT INTO unconfirmed_cap (project_id, asset_id, mode, units) VALUES (?, ?, ?, ?)",
        settings.caps().stream()
            .map(
                cap ->
                    new Object[] {
                      project.id(), cap.asset().id(), project.mode().text(), cap.units()
                    })
            .toList());
  }

  private void known(Project project, Field field, String name) {
    var parts = name.split(":", 2);
    var found =
        parts.length == 2
            && chains
                .find(project.mode(), project.organizationId(), parts[0], parts[1])
                .isPresent();
    if (!found) {
      throw new Rejection.InvalidField(field, "There is no " + name + " here.").asException();
    }
  }

  private static void page(Field field, String url) {
    var reason =
        url.length() > LONGEST_URL
            ? Optional.of("Must have at most " + LONGEST_URL + " characters.")
            : WebUrl.refuse(url);
    if (reason.isPresent()) throw new Rejection.InvalidField(field, reason.get()).asException();
  }

  private static void check(Cap cap) {
    if (!cap.asset().confirmations().tiers().isEmpty()) return;
    var reason = cap.asset().code() + " there only counts in blocks.";
    throw new Rejection.InvalidField(Field.Term.UNCONFIRMED, reason).asException();
  }

  private List<Cap> caps(Tx tx, Project project) {
    return tx.list(
        "SELECT asset_id, units FROM unconfirmed_cap WHERE project_id = ? ORDER BY asset_id",
        row -> new Cap(chains.asset(row.integer("asset_id")), row.units("units")),
        project.id());
  }

  private static Settings settings(Row row, List<Cap> caps) throws SQLException {
    return new Settings(
        row.texts("accepts"),
        row.decimal("tolerance_percent"),
        row.maybeInteger("accept_depth"),
        Duration.ofSeconds(row.integer("lifetime_seconds")),
        Duration.ofSeconds(row.integer("quote_seconds")),
        Duration.ofSeconds(row.integer("monitor_seconds")),
        row.maybeText("return_url"),
        row.maybeText("fail_url"),
        row.maybeText("settlement"),
        caps);
  }
}
