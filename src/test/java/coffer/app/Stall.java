package coffer.app;

import coffer.app.server.Infrastructure;
import coffer.app.server.TestWallets;
import coffer.core.chain.Mode;
import coffer.core.link.PaymentLink;
import coffer.core.link.PaymentLinkStore;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.Keys;
import coffer.core.merchant.Keys.NewKey;
import coffer.core.merchant.Organization;
import coffer.core.merchant.Principal;
import coffer.core.merchant.Project;
import coffer.core.merchant.Scope;
import coffer.core.merchant.Settings;
import coffer.core.merchant.SettingsStore;
import coffer.core.widget.PaymentWidget;
import coffer.core.widget.PaymentWidgets;
import coffer.webhook.Deliveries;
import coffer.webhook.NewDestination;
import coffer.webhook.WebhookClient;
import coffer.webhook.WebhookSecret;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// A project of its own on a storefront, with whatever keys a test wants.
public final class Stall {
  private final Infrastructure infrastructure;
  private final Organization organization;
  private final Project project;

  private Stall(Infrastructure infrastructure, Organization organization) {
    this.infrastructure = infrastructure;
    this.organization = organization;
    this.project =
        infrastructure
            .db()
            .tx(
                tx ->
                    infrastructure.merchants().createProject(tx, organization, "Stall", Mode.TEST));
  }

  /// One that can be paid on the storefront's simulated chains.
  public static Stall on(Storefront front) {
    return new Stall(front.base(), front.organization());
  }

  /// One of another organization.
  public static Stall foreign(Storefront front) {
    var infrastructure = front.base();
    var other =
        infrastructure
            .db()
            .tx(tx -> infrastructure.merchants().createOrganization(tx, "Other", false));
    infrastructure.db().run(tx -> TestWallets.fill(infrastructure, tx, other));
    return new Stall(infrastructure, other);
  }

  /// One of another organization, which has no wallet.
  static Stall withoutWallets(Storefront front) {
    var infrastructure = front.base();
    var other =
        infrastructure
            .db()
            .tx(tx -> infrastructure.merchants().createOrganization(tx, "Bare", false));
    return new Stall(infrastructure, other);
  }

  public Project project() {
    return project;
  }

  /// @param coin `USDT:tron`
  public Stall settledIn(String coin) {
    var settings = new SettingsStore(infrastructure.chains());
    infrastructure
        .db()
        .run(tx -> settings.save(tx, project, settledIn(coin, settings.lock(tx, project))));
    infrastructure.keys().forget();
    return this;
  }

  /// Names the origins of the pages that may show its payment pages.
  public Stall framedBy(String... origins) {
    var settings = new SettingsStore(infrastructure.chains());
    infrastructure
        .db()
        .run(
            tx ->
                settings.save(
                    tx,
                    project,
                    settings.lock(tx, project).change().frameOrigins(List.of(origins)).build()));
    return this;
  }

  /// What a webhook needs to be signed with a pair.
  public Principal.Pair signer(String dialect, String publicKey) {
    return infrastructure
        .db()
        .tx(tx -> infrastructure.keys().pair(tx, project, dialect, publicKey))
        .orElseThrow();
  }

  /// Adds a payment widget, as `admin widget add` does.
  ///
  /// @return its id
  public UUID widget(PaymentWidget.Terms terms) {
    var widgets = new PaymentWidgets(infrastructure.chains(), infrastructure.clock());
    return infrastructure.db().tx(tx -> widgets.add(tx, project, terms)).publicId();
  }

  /// Adds a payment link.
  public PaymentLink link(PaymentLink.Terms terms) {
    return infrastructure.db().tx(tx -> links().add(tx, project, terms));
  }

  public void disable(PaymentLink link) {
    infrastructure.db().run(tx -> links().change(tx, project, link, link.terms(), false));
  }

  private PaymentLinkStore links() {
    return new PaymentLinkStore(infrastructure.chains(), infrastructure.clock());
  }

  private static Settings settledIn(String coin, Settings now) {
    return now.change().settlement(Optional.of(coin)).build();
  }

  public String key(String dialect) {
    return key(dialect, Scope.all());
  }

  public String key(String dialect, Set<Scope> scopes) {
    return created(dialect, scopes).text();
  }

  /// Of a dialect whose keys are pairs.
  public Keys.Created pair(String dialect, Set<Scope> scopes) {
    return created(dialect, scopes);
  }

  public void revoke(Keys.Created key) {
    infrastructure.db().run(tx -> infrastructure.keys().revoke(tx, key.key().publicId()));
  }

  private Keys.Created created(String dialect, Set<Scope> scopes) {
    var kind = ApiKey.Kind.PROJECT;
    var shape =
        infrastructure
            .config()
            .dialects()
            .named(dialect)
            .keyShape(kind, Optional.of(project.mode()))
            .orElseThrow();
    var wanted =
        new NewKey(
            kind,
            dialect,
            shape,
            organization.id(),
            Optional.of(project),
            scopes,
            List.of(),
            Set.of(),
            "test");
    return infrastructure.db().tx(tx -> infrastructure.keys().create(tx, wanted));
  }

  /// Has the project's events told at a URL, as `admin webhook add` does.
  public void tellAt(String url, String dialect) {
    var client = new WebhookClient(infrastructure.config().webhooks().allow(), "test");
    var wanted = new NewDestination(url, dialect, List.of());
    var deliveries = new Deliveries(client, () -> {});
    infrastructure
        .db()
        .run(tx -> deliveries.create(tx, project, wanted, infrastructure.clock().instant()));
  }

  /// As the merchant knows it: `whsec_...`.
  public String secret() {
    return new WebhookSecret(
            infrastructure.db().tx(tx -> infrastructure.merchants().webhookSecret(tx, project)))
        .text();
  }
}
