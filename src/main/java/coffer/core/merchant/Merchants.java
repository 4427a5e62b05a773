package coffer.core.merchant;

import coffer.core.Field;
import coffer.core.PlainText;
import coffer.core.Rejection;
import coffer.core.chain.Chains;
import coffer.core.chain.Mode;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Vault;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Organizations and their projects.
public final class Merchants {
  /// The longest name of an organization or a project, in characters.
  public static final int MAX_NAME = 200;

  private static final int CODE_DIGITS = 13;
  private static final int MAX_REASON = 500;

  private final Vault vault;
  private final Chains chains;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  public Merchants(Vault vault, Chains chains, InstantSource clock) {
    this.vault = vault;
    this.chains = chains;
    this.clock = clock;
  }

  Vault vault() {
    return vault;
  }

  /// @param operator whether it runs this server; at most one organization does
  /// @throws Rejection.Refused InvalidField `OPERATOR`, if there is an operator already; `NAME`
  public Organization createOrganization(Tx tx, String name, boolean operator) {
    checkName(name);
    var publicId = UUID.randomUUID();
    return tx.one(
            """
            INSERT INTO organization (public_id, operator, name, created_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (operator) WHERE operator DO NOTHING
            RETURNING *
            """,
            Merchants::organization,
            publicId,
            operator,
            name,
            clock.instant())
        .orElseThrow(
            () ->
                new Rejection.InvalidField(Field.Admin.OPERATOR, "there is an operator already")
                    .asException());
  }

  /// Creates an organization of a partner.
  ///
  /// @param partnerId row id
  /// @throws Rejection.Refused InvalidField `NAME`
  public Organization createOrganization(Tx tx, String name, long partnerId) {
    checkName(name);
    return tx.only(
        """
        INSERT INTO organization (public_id, partner_id, name, created_at) VALUES (?, ?, ?, ?)
        RETURNING *
        """,
        Merchants::organization,
        UUID.randomUUID(),
        partnerId,
        name,
        clock.instant());
  }

  /// Creates a project with its own webhook secret, and for a test project the organization's
  /// simulated chains.
  ///
  /// @throws Rejection.Refused InvalidField `NAME`
  public Project createProject(Tx tx, Organization organization, String name, Mode mode) {
    var project = createIdleProject(tx, organization, name, mode);
    if (mode == Mode.TEST) chains.openSandboxes(tx, organization.id());
    return project;
  }

  /// The same without simulated chains, which [Keys] opens for the first key of a test project.
  /// Each open chain is read all the time, even if nobody uses it.
  ///
  /// @throws Rejection.Refused InvalidField `NAME`
  public Project createIdleProject(Tx tx, Organization organization, String name, Mode mode) {
    checkName(name);
    var now = clock.instant();
    var secret = new byte[WebhookSecrets.SECRET_BYTES];
    random.nextBytes(secret);
    return tx.only(
        """
        INSERT INTO project (public_id, code, organization_id, mode, name, webhook_secret_id, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        RETURNING *
        """,
        Merchants::project,
        UUID.randomUUID(),
        code(),
        organization.id(),
        mode.text(),
        name,
        vault.seal(tx, "webhook", secret, now),
        now);
  }

  /// Opens the simulated chains that the test projects of an organization lack.
  void openSandboxes(Tx tx, long organizationId) {
    if (projects(tx, organizationId).stream().anyMatch(project -> project.mode() == Mode.TEST)) {
      chains.openSandboxes(tx, organizationId);
    }
  }

  public List<Organization> organizations(Tx tx) {
    return tx.list("SELECT * FROM organization ORDER BY id", Merchants::organization);
  }

  public Optional<Organization> organization(Tx tx, UUID publicId) {
    return tx.one(
        "SELECT * FROM organization WHERE public_id = ?", Merchants::organization, publicId);
  }

  public Optional<Organization> organization(Tx tx, long id) {
    return tx.one("SELECT * FROM organization WHERE id = ?", Merchants::organization, id);
  }

  /// The organization that runs this server.
  public Optional<Organization> operator(Tx tx) {
    return tx.one("SELECT * FROM organization WHERE operator", Merchants::organization);
  }

  /// Says why services that are charged to the organization's prepaid balance are refused.
  ///
  /// @param reason for the organization to read; empty = they are not refused
  /// @throws Rejection.Refused InvalidField `REASON`
  public void block(Tx tx, Organization organization, Optional<String> reason) {
    reason
        .filter(text -> text.isBlank() || text.length() > MAX_REASON || !PlainText.isLine(text))
        .ifPresent(
            _ -> {
              throw new Rejection.InvalidField(
                      Field.Admin.REASON, "a reason has 1 to 500 printable characters")
                  .asException();
            });
    tx.update("UPDATE organization SET block_reason = ? WHERE id = ?", reason, organization.id());
  }

  public List<Project> projects(Tx tx, long organizationId) {
    return tx.list(
        "SELECT * FROM project WHERE organization_id = ? ORDER BY id",
        Merchants::project,
        organizationId);
  }

  public Optional<Project> project(Tx tx, UUID publicId) {
    return tx.one("SELECT * FROM project WHERE public_id = ?", Merchants::project, publicId);
  }

  public Optional<Project> project(Tx tx, long id) {
    return tx.one("SELECT * FROM project WHERE id = ?", Merchants::project, id);
  }

  /// @param code all 13 digits
  public Optional<Project> projectByCode(Tx tx, String code) {
    return tx.one(
        "SELECT * FROM project WHERE left(code, 12) = left(?, 12) AND code = ?",
        Merchants::project,
        code,
        code);
  }

  /// Rejects a name that another project of the organization has, and locks the organization: until
  /// this transaction ends, no other one can take the name.
  ///
  /// @throws Rejection.Refused NameTaken
  public void requireNewName(Tx tx, long organizationId, String name) {
    lock(tx, organizationId);
    var taken =
        tx.one(
            "SELECT id FROM project WHERE organization_id = ? AND name = ? LIMIT 1",
            row -> row.number("id"),
            organizationId,
            name);
    if (taken.isPresent()) throw new Rejection.NameTaken(name).asException();
  }

  /// Locks the organization: another transaction that does so waits until this one ends. The lock
  /// does not block transactions that only refer to the organization, such as the event of each new
  /// invoice.
  public void lock(Tx tx, long organizationId) {
    tx.only(
        "SELECT id FROM organization WHERE id = ? FOR NO KEY UPDATE",
        row -> row.number("id"),
        organizationId);
  }

  /// The key that signs the webhooks of this project.
  public byte[] webhookSecret(Tx tx, Project project) {
    return webhookSecrets().current(tx, project);
  }

  /// The secrets that sign webhooks.
  public WebhookSecrets webhookSecrets() {
    return new WebhookSecrets(vault);
  }

  private String code() {
    return HexFormat.of().toHexDigits(random.nextLong()).substring(0, CODE_DIGITS);
  }

  static void checkName(String name) {
    if (name.isBlank() || name.length() > MAX_NAME || !PlainText.isLine(name)) {
      throw new Rejection.InvalidField(Field.Admin.NAME, "a name has 1 to 200 printable characters")
          .asException();
    }
  }

  private static Organization organization(Row row) throws SQLException {
    return new Organization(
        row.number("id"),
        row.uuid("public_id"),
        row.text("name"),
        row.bool("operator"),
        row.maybeText("block_reason"));
  }

  private static Project project(Row row) throws SQLException {
    return new Project(
        row.number("id"),
        row.uuid("public_id"),
        row.text("code"),
        row.number("organization_id"),
        Mode.of(row.text("mode")),
        row.text("name"),
        SettingsStore.settings(row),
        row.number("webhook_secret_id"));
  }
}
