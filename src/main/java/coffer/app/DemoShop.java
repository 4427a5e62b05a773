package coffer.app;

import coffer.core.chain.Mode;
import coffer.core.merchant.Organization;
import coffer.core.merchant.Project;
import coffer.core.merchant.Settings;
import coffer.core.merchant.SettingsStore;
import coffer.db.Tx;
import coffer.webhook.NewDestination;
import coffer.webhook.WebhookSecret;
import java.util.List;
import java.util.Optional;

/// The merchant of the demo: an organization with a test project, a wallet for each family of
/// addresses, keys, and a place where webhooks go.
///
/// @param keys shown once, as every key is
/// @param secret what its webhooks are signed with
record DemoShop(Organization organization, Project project, DemoKeys keys, WebhookSecret secret) {
  private static final String NAME = "Demo shop";

  /// For CoinVoice's clients, who know one coin: it rounds and charges as theirs does.
  private static final String SETTLEMENT = "TRUB:tron";

  /// Opens the shop of this folder, or a new one.
  static DemoShop open(Base base, Core core, String webhookUrl) {
    var organization = base.db().tx(tx -> organization(base, tx));
    var project = base.db().tx(tx -> project(base, organization, tx));
    base.db().run(tx -> TestWallets.fill(base, tx, organization));
    base.db().run(tx -> settle(base, project, tx));
    var keys = base.db().tx(tx -> DemoKeys.create(base, tx, organization, project));
    base.db().run(tx -> destination(base, core, project, webhookUrl, tx));
    var secret = base.db().tx(tx -> base.merchants().webhookSecret(tx, project));
    return new DemoShop(organization, project, keys, new WebhookSecret(secret));
  }

  private static Organization organization(Base base, Tx tx) {
    return base.merchants().organizations(tx).stream()
        .filter(o -> o.name().equals(NAME))
        .findFirst()
        .orElseGet(() -> base.merchants().createOrganization(tx, NAME, false));
  }

  private static Project project(Base base, Organization organization, Tx tx) {
    return base.merchants().projects(tx, organization.id()).stream()
        .findFirst()
        .orElseGet(() -> base.merchants().createProject(tx, organization, NAME, Mode.TEST));
  }

  private static void settle(Base base, Project project, Tx tx) {
    var store = new SettingsStore(base.chains());
    var now = store.lock(tx, project);
    if (now.settlement().isPresent()) return;
    store.save(
        tx,
        project,
        new Settings(
            now.accepts(),
            now.tolerancePercent(),
            now.acceptDepth(),
            now.lifetime(),
            now.quoteLifetime(),
            now.monitoring(),
            now.returnUrl(),
            now.failUrl(),
            Optional.of(SETTLEMENT),
            now.caps()));
  }

  private static void destination(Base base, Core core, Project project, String webhookUrl, Tx tx) {
    for (var old : core.deliveries().destinations(tx, project.id())) {
      core.deliveries().delete(tx, project.id(), old.publicId());
    }
    var wanted = new NewDestination(webhookUrl, "coffer", List.of());
    core.deliveries().create(tx, project, wanted, base.clock().instant());
  }
}
