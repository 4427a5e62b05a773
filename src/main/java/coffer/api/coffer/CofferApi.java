package coffer.api.coffer;

import static coffer.core.merchant.Scope.INVOICES_READ;
import static coffer.core.merchant.Scope.INVOICES_WRITE;
import static coffer.core.merchant.Scope.LEDGER_READ;
import static coffer.core.merchant.Scope.PROJECT_WRITE;
import static coffer.core.merchant.Scope.SANDBOX;
import static coffer.core.merchant.Scope.WEBHOOKS_READ;
import static coffer.core.merchant.Scope.WEBHOOKS_WRITE;

import coffer.api.Desk;
import coffer.api.Desk.Keys;
import coffer.api.Reference;
import coffer.core.Rejection;
import coffer.core.chain.Chains;
import coffer.core.chain.SandboxControls;
import coffer.core.invoice.Invoices;
import coffer.core.merchant.Merchants;
import coffer.core.payment.Orphans;
import coffer.core.rate.Rates;
import coffer.db.Db;
import coffer.http.Authenticator;
import coffer.http.Failure;
import coffer.http.Front;
import coffer.http.Idempotency;
import coffer.webhook.Deliveries;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/// Our own API: its routes.
public final class CofferApi implements Front {
  /// What its keys, invoices and destinations are marked with.
  public static final String DIALECT = "coffer";

  static final String ROOT = "/coffer/v1";

  private final Refusals refusals;
  private final Reference reference;
  private final Desk<Call> desk;
  private final InvoiceRoutes invoices;
  private final PaymentRoutes payments;
  private final LedgerRoutes ledger;
  private final WebhookRoutes webhooks;
  private final ProjectRoutes project;
  private final CatalogueRoutes catalogue;
  private final SandboxRoutes sandbox;

  /// What the routes stand on.
  ///
  /// @param refuseUrl why nothing will ever be sent to a URL, or empty
  /// @param publicUrl of this server, without a slash at its end
  public record Services(
      Db db,
      Authenticator authenticator,
      Merchants merchants,
      Idempotency idempotency,
      Chains chains,
      Rates rates,
      Invoices invoices,
      Orphans orphans,
      Deliveries deliveries,
      Function<String, Optional<String>> refuseUrl,
      SandboxControls sandbox,
      InstantSource clock,
      String publicUrl) {}

  public CofferApi(Services services) {
    this.refusals = new Refusals(services.publicUrl());
    this.reference = Reference.load(CofferApi.class, services.publicUrl() + ROOT);
    this.desk =
        new Desk<>(
            new Desk.Services(
                services.db(), services.authenticator(), services.idempotency(), services.clock()),
            new CofferManner(services.db(), services.merchants()));
    this.invoices = new InvoiceRoutes(services);
    this.payments = new PaymentRoutes(services);
    this.ledger = new LedgerRoutes(services);
    this.webhooks = new WebhookRoutes(services);
    this.project = new ProjectRoutes(services);
    this.catalogue = new CatalogueRoutes(services);
    this.sandbox = new SandboxRoutes(services);
  }

  @Override
  public String prefix() {
    return "/coffer";
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.get(ROOT + "/openapi.json", reference::send);
    invoices(routes);
    money(routes);
    telling(routes);
    routes.get(ROOT + "/project", desk.get(Optional.empty(), Keys.SECRET, project::get));
    routes.patch(ROOT + "/project", desk.post(PROJECT_WRITE, Keys.SECRET, 200, project::change));
    catalogue(routes);
    sandbox(routes);
  }

  private void invoices(RoutesConfig routes) {
    var read = Optional.of(INVOICES_READ);
    routes.post(ROOT + "/invoices", desk.post(INVOICES_WRITE, Keys.ANY, 201, invoices::create));
    routes.get(ROOT + "/invoices", desk.list(read, Keys.SECRET, invoices::list));
    var one = ROOT + "/invoices/{id}";
    routes.get(one, desk.get(read, Keys.SECRET, invoices::get));
    routes.post(one + "/cancel", desk.post(INVOICES_WRITE, Keys.SECRET, 200, invoices::cancel));
    routes.post(one + "/mark", desk.post(INVOICES_WRITE, Keys.SECRET, 200, invoices::mark));
    routes.post(one + "/unmark", desk.post(INVOICES_WRITE, Keys.SECRET, 200, invoices::unmark));
    routes.post(one + "/quote", desk.post(INVOICES_WRITE, Keys.SECRET, 200, invoices::quote));
  }

  private void money(RoutesConfig routes) {
    var read = Optional.of(INVOICES_READ);
    routes.get(ROOT + "/payments", desk.list(read, Keys.SECRET, payments::list));
    routes.get(ROOT + "/payments/{id}", desk.get(read, Keys.SECRET, payments::get));
    routes.post(
        ROOT + "/payments/{id}/apply",
        desk.post(INVOICES_WRITE, Keys.SECRET, 200, payments::apply));
    routes.post(
        ROOT + "/payments/{id}/unapply",
        desk.post(INVOICES_WRITE, Keys.SECRET, 200, payments::unapply));
    routes.get(
        ROOT + "/balances", desk.get(Optional.of(LEDGER_READ), Keys.SECRET, ledger::balances));
    routes.get(
        ROOT + "/ledger/entries",
        desk.list(Optional.of(LEDGER_READ), Keys.SECRET, ledger::entries));
  }

  private void telling(RoutesConfig routes) {
    var events = Optional.of(INVOICES_READ);
    var read = Optional.of(WEBHOOKS_READ);
    routes.get(ROOT + "/events", desk.list(events, Keys.SECRET, webhooks::events));
    routes.get(ROOT + "/events/{id}", desk.get(events, Keys.SECRET, webhooks::event));
    routes.get(ROOT + "/deliveries", desk.list(read, Keys.SECRET, webhooks::deliveries));
    routes.get(ROOT + "/deliveries/{id}", desk.get(read, Keys.SECRET, webhooks::delivery));
    routes.post(
        ROOT + "/deliveries/{id}/redeliver",
        desk.post(WEBHOOKS_WRITE, Keys.SECRET, 200, webhooks::redeliver));
    routes.get(ROOT + "/webhooks", desk.get(read, Keys.SECRET, webhooks::list));
    routes.post(ROOT + "/webhooks", desk.post(WEBHOOKS_WRITE, Keys.SECRET, 201, webhooks::create));
    routes.delete(ROOT + "/webhooks/{id}", desk.delete(WEBHOOKS_WRITE, webhooks::delete));
  }

  private void catalogue(RoutesConfig routes) {
    routes.get(ROOT + "/assets", desk.get(Optional.empty(), Keys.SECRET, catalogue::assets));
    routes.get(ROOT + "/rates", desk.get(Optional.empty(), Keys.SECRET, catalogue::rate));
  }

  private void sandbox(RoutesConfig routes) {
    var at = ROOT + "/sandbox/";
    routes.post(at + "pay", desk.post(SANDBOX, Keys.SECRET, 200, sandbox::pay));
    routes.post(at + "mine", desk.post(SANDBOX, Keys.SECRET, 200, sandbox::mine));
    routes.post(at + "reorg", desk.post(SANDBOX, Keys.SECRET, 200, sandbox::reorg));
    routes.post(at + "replace", desk.post(SANDBOX, Keys.SECRET, 200, sandbox::replace));
    routes.post(at + "evict", desk.post(SANDBOX, Keys.SECRET, 200, sandbox::evict));
  }

  @Override
  public void refuse(Context ctx, Rejection rejection) {
    refusals.write(ctx, rejection);
  }

  @Override
  public void fail(Context ctx, Failure failure) {
    refusals.write(ctx, failure);
  }
}
