package coffer.app.demo;

import coffer.app.server.Domain;
import coffer.app.server.Infrastructure;
import coffer.app.server.TestWallets;
import coffer.core.chain.Mode;
import coffer.core.merchant.Organization;
import coffer.core.merchant.Project;
import coffer.core.merchant.SettingsStore;
import coffer.db.Tx;
import coffer.webhook.NewDestination;
import coffer.webhook.WebhookSecret;
import java.util.List;
import java.util.Optional;

/// The merchant of the demo: an organization with a test project, a wallet for each family, keys,
/// and a webhook destination.
///
/// @param keys shown once, like all keys
/// @param secret signs the project's webhooks
public record DemoShop(
    Organization organization, Project project, DemoKeys keys, WebhookSecret secret) {
  private static final String NAME = "Demo shop";

  /// The asset of CoinVoice's clients, which know only one: it is rounded and charged as in the
  /// original.
  private static final String SETTLEMENT = "TRUB:tron";

  /// Opens the merchant of this data folder, or creates one.
  public static DemoShop open(Infrastructure infrastructure, Domain domain, String webhookUrl) {
    var organization = infrastructure.db().tx(tx -> organization(infrastructure, tx));
    var project = infrastructure.db().tx(tx -> project(infrastructure, organization, tx));
    infrastructure.db().run(tx -> TestWallets.fill(infrastructure, tx, organization));
    infrastructure.db().run(tx -> settle(infrastructure, project, tx));
    var keys =
        infrastructure.db().tx(tx -> DemoKeys.create(infrastructure, tx, organization, project));
    infrastructure.db().run(tx -> destination(infrastructure, domain, project, webhookUrl, tx));
    var secret =
        infrastructure.db().tx(tx -> infrastructure.merchants().webhookSecret(tx, project));
    return new DemoShop(organization, project, keys, new WebhookSecret(secret));
  }

  private static Organization organization(Infrastructure infrastructure, Tx tx) {
    return infrastructure.merchants().organizations(tx).stream()
        .filter(o -> o.name().equals(NAME))
        .findFirst()
        .orElseGet(() -> infrastructure.merchants().createOrganization(tx, NAME, false));
  }

  private static Project project(Infrastructure infrastructure, Organization organization, Tx tx) {
    return infrastructure.merchants().projects(tx, organization.id()).stream()
        .findFirst()
        .orElseGet(
            () -> infrastructure.merchants().createProject(tx, organization, NAME, Mode.TEST));
  }

  private static void settle(Infrastructure infrastructure, Project project, Tx tx) {
    var store = new SettingsStore(infrastructure.chains());
    var now = store.lock(tx, project);
    if (now.settlement().isPresent()) return;
    store.save(tx, project, now.change().settlement(Optional.of(SETTLEMENT)).build());
  }

  private static void destination(
      Infrastructure infrastructure, Domain domain, Project project, String webhookUrl, Tx tx) {
    for (var old : domain.deliveries().destinations(tx, project.id())) {
      domain.deliveries().delete(tx, project.id(), old.publicId());
    }
    var wanted = new NewDestination(webhookUrl, "coffer", List.of());
    domain.deliveries().create(tx, project, wanted, infrastructure.clock().instant());
  }
}
