package coffer.core.merchant;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.WebUrl;
import coffer.core.chain.Chains;
import coffer.core.merchant.Settings.Cap;
import coffer.core.merchant.Settings.Look;
import coffer.core.merchant.Settings.Support;
import coffer.db.Args;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads, checks and changes the settings of projects.
public final class SettingsStore {
  private static final int MAX_URL_LENGTH = 2048;
  private static final int MAX_EMAIL_LENGTH = 254;

  /// Letters that need no quoting, so that the address can be a link.
  private static final Pattern EMAIL =
      Pattern.compile("[A-Za-z0-9.!#$'*+/=^_`{|}~-]+@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+");

  private static final Pattern ONLY_ORIGIN = Pattern.compile("(?i)https?://[^/?#\\\\]+/?");

  /// What the header `Content-Security-Policy` can name: no IPv6 address, no underscore.
  private static final Pattern HOST_SOURCE =
      Pattern.compile("https?://[a-z0-9-]+(\\.[a-z0-9-]+)*(:[0-9]+)?");

  private final Chains chains;

  public SettingsStore(Chains chains) {
    this.chains = chains;
  }

  public Settings get(Tx tx, Project project) {
    return tx.only("SELECT * FROM project WHERE id = ?", SettingsStore::settings, project.id());
  }

  /// The same, locked against changes until the transaction ends.
  public Settings lock(Tx tx, Project project) {
    return tx.only(
        "SELECT * FROM project WHERE id = ? FOR UPDATE", SettingsStore::settings, project.id());
  }

  /// @throws Rejection.Refused InvalidField, if the project could not accept an asset, or a URL is
  ///     not that of a page
  public void save(Tx tx, Project project, Settings settings) {
    for (var name : settings.accepts()) known(project, Field.Project.ACCEPTS, name);
    settings.settlement().ifPresent(name -> known(project, Field.Project.SETTLEMENT, name));
    settings.returnUrl().ifPresent(url -> page(Field.Project.RETURN_URL, url));
    settings.failUrl().ifPresent(url -> page(Field.Project.FAIL_URL, url));
    settings.support().url().ifPresent(url -> page(Field.Project.SUPPORT_URL, url));
    settings.support().email().ifPresent(SettingsStore::email);
    settings.look().accent().ifPresent(SettingsStore::accent);
    var frameOrigins = frameOrigins(settings.frameOrigins());
    tx.update(
        """
        UPDATE project SET accepts = :accepts, tolerance_percent = :tolerance_percent, accept_depth = :accept_depth, lifetime_seconds = :lifetime_seconds,
            quote_seconds = :quote_seconds, monitor_seconds = :monitor_seconds, return_url = :return_url, fail_url = :fail_url,
            settlement = :settlement, frame_origins = :frame_origins, support_url = :support_url, support_email = :support_email,
            accent = :accent, logo = :logo
        WHERE id = :id
        """,
        Args.of("accepts", new Arr("text", settings.accepts()))
            .with("tolerance_percent", settings.tolerancePercent())
            .with("accept_depth", settings.acceptDepth())
            .with("lifetime_seconds", (int) settings.lifetime().toSeconds())
            .with("quote_seconds", (int) settings.quoteLifetime().toSeconds())
            .with("monitor_seconds", (int) settings.monitoring().toSeconds())
            .with("return_url", settings.returnUrl())
            .with("fail_url", settings.failUrl())
            .with("settlement", settings.settlement())
            .with("frame_origins", new Arr("text", frameOrigins))
            .with("support_url", settings.support().url())
            .with("support_email", settings.support().email())
            .with("accent", settings.look().accent())
            .with("logo", settings.look().logo())
            .with("id", project.id()));
  }

  /// Replaces the caps. They apply to payments that are seen from then on.
  ///
  /// @throws Rejection.Refused InvalidField, if an asset never counts unconfirmed
  public void save(Tx tx, Project project, List<Cap> caps) {
    caps.forEach(SettingsStore::check);
    tx.update("DELETE FROM unconfirmed_cap WHERE project_id = ?", project.id());
    tx.batch(
        "INSERT INTO unconfirmed_cap (project_id, asset_id, mode, units) VALUES (?, ?, ?, ?)",
        caps.stream()
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
        url.length() > MAX_URL_LENGTH
            ? Optional.of("Must have at most " + MAX_URL_LENGTH + " characters.")
            : WebUrl.refuse(url);
    if (reason.isPresent()) throw new Rejection.InvalidField(field, reason.get()).asException();
  }

  private static void email(String text) {
    if (text.length() <= MAX_EMAIL_LENGTH && EMAIL.matcher(text).matches()) return;
    var reason = "Must be an e-mail address, such as help@shop.example.com.";
    throw new Rejection.InvalidField(Field.Project.SUPPORT_EMAIL, reason).asException();
  }

  private static void accent(String text) {
    var reason =
        AccentColor.parse(text)
            .map(
                color ->
                    color.readable()
                        ? ""
                        : "Is too light to read on a light page. The nearest colour that can be read is "
                            + color.nearest().text()
                            + ".")
            .orElse("Must be a colour such as #2f55d4.");
    if (!reason.isEmpty()) {
      throw new Rejection.InvalidField(Field.Project.ACCENT_COLOR, reason).asException();
    }
  }

  /// As browsers write them.
  private static List<String> frameOrigins(List<String> origins) {
    if (origins.size() > Settings.MAX_FRAME_ORIGINS) {
      throw wrongOrigins("At most " + Settings.MAX_FRAME_ORIGINS + " origins.");
    }
    return origins.stream().map(SettingsStore::frameOrigin).distinct().toList();
  }

  private static String frameOrigin(String text) {
    var reason = WebUrl.refuse(text);
    if (text.length() > MAX_URL_LENGTH || reason.isPresent()) {
      throw wrongOrigins(reason.orElse("An origin is shorter."));
    }
    var origin = WebUrl.origin(text);
    if (!ONLY_ORIGIN.matcher(text).matches() || !HOST_SOURCE.matcher(origin).matches()) {
      throw wrongOrigins(
          "Must be only a scheme, a host and a port if it is not the default, such as"
              + " https://shop.example.com.");
    }
    return origin;
  }

  private static Rejection.Refused wrongOrigins(String reason) {
    return new Rejection.InvalidField(Field.Project.FRAME_ORIGINS, reason).asException();
  }

  private static void check(Cap cap) {
    if (!cap.asset().confirmations().tiers().isEmpty()) return;
    var reason = cap.asset().code() + " there only counts in blocks.";
    throw new Rejection.InvalidField(Field.Project.UNCONFIRMED, reason).asException();
  }

  /// The amounts up to which payments count before they are in a block.
  public List<Cap> caps(Tx tx, Project project) {
    return tx.list(
        "SELECT asset_id, units FROM unconfirmed_cap WHERE project_id = ? ORDER BY asset_id",
        row -> new Cap(chains.asset(row.integer("asset_id")), row.units("units")),
        project.id());
  }

  static Settings settings(Row row) throws SQLException {
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
        row.texts("frame_origins"),
        new Support(row.maybeText("support_url"), row.maybeText("support_email")),
        new Look(row.maybeText("accent"), row.maybeText("logo")));
  }
}
