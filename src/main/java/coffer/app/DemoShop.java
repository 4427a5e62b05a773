package coffer.app;

import coffer.api.coffer.CofferKeys;
import coffer.core.chain.Mode;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.Keys;
import coffer.core.merchant.Organization;
import coffer.core.merchant.Project;
import coffer.core.merchant.Scope;
import coffer.db.Tx;
import coffer.webhook.NewDestination;
import coffer.webhook.WebhookSecret;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The merchant of the demo: an organization with a test project, a wallet for each family of
/// addresses, a key, and a place where webhooks go.
///
/// @param key shown once, as every key is
/// @param secret what its webhooks are signed with
record DemoShop(Organization organization, Project project, String key, WebhookSecret secret) {
  private static final String NAME = "Demo shop";

  /// Opens the shop of this folder, or a new one; the key is new each time, for only its hash is
  /// kept.
  static DemoShop open(Base base, Core core, String webhookUrl) {
    var organization = base.db().tx(tx -> organization(base, tx));
    var project = base.db().tx(tx -> project(base, organization, tx));
    base.db().run(tx -> TestWallets.fill(base, tx, organization));
    var key = base.db().tx(tx -> key(base, organization, project, tx));
    base.db().run(tx -> destination(base, core, project, webhookUrl, tx));
    var secret = base.db().tx(tx -> base.merchants().webhookSecret(tx, project));
    return new DemoShop(organization, project, key, new WebhookSecret(secret));
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

  private static String key(Base base, Organization organization, Project project, Tx tx) {
    for (var old : base.keys().list(tx, organization.id())) {
      if (old.revokedAt().isEmpty()) base.keys().revoke(tx, old.publicId());
    }
    var wanted =
        new Keys.NewKey(
            ApiKey.Kind.PROJECT,
            "coffer",
            CofferKeys.shape(ApiKey.Kind.PROJECT, Optional.of(project.mode())),
            organization.id(),
            Optional.of(project),
            Scope.all(),
            List.of(),
            Set.of(),
            "demo");
    return base.keys().create(tx, wanted).text();
  }

  private static void destination(Base base, Core core, Project project, String webhookUrl, Tx tx) {
    for (var old : core.deliveries().destinations(tx, project.id())) {
      core.deliveries().delete(tx, project.id(), old.publicId());
    }
    var wanted = new NewDestination(webhookUrl, "coffer", List.of());
    core.deliveries().create(tx, project, wanted, base.clock().instant());
  }
}
