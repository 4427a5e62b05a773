package coffer.api.itispay;

import static coffer.core.merchant.Scope.INVOICES_READ;
import static coffer.core.merchant.Scope.INVOICES_WRITE;
import static coffer.core.merchant.Scope.PROJECT_WRITE;

import coffer.api.Desk;
import coffer.api.Desk.Keys;
import coffer.api.Reference;
import coffer.core.Rejection;
import coffer.core.chain.Chains;
import coffer.core.chain.SandboxControls;
import coffer.core.invoice.Invoices;
import coffer.core.merchant.Merchants;
import coffer.core.merchant.Organization;
import coffer.core.rate.Rates;
import coffer.core.wallet.Wallets;
import coffer.db.Tx;
import coffer.http.Failure;
import coffer.http.Front;
import coffer.http.Health;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// The dialect: its routes. Some have two paths, since the vendor's pages name two.
public final class ItIsPayApi implements Front {
  /// What its keys, invoices and destinations are marked with.
  public static final String DIALECT = "itispay";

  private static final String PREFIX = "/itispay";
  private static final String ROOT = PREFIX + "/api/v1";

  private final Reference reference;
  private final Desk<Call> desk;
  private final InvoiceRoutes invoices;
  private final ArchiveRoutes archive;
  private final CatalogueRoutes catalogue;
  private final SimulateRoutes simulate;
  private final ProjectRoutes projects;

  /// What the routes stand on.
  ///
  /// @param refuseUrl why nothing will ever be sent to a URL, or empty
  /// @param testWallets gives an organization a wallet for testing where it has none
  /// @param health tells requests that wait when the server stops
  /// @param publicUrl of this server, without a slash at its end
  public record Services(
      Desk.Services desk,
      Merchants merchants,
      coffer.core.merchant.Keys keys,
      Chains chains,
      Rates rates,
      Wallets wallets,
      Invoices invoices,
      Function<String, Optional<String>> refuseUrl,
      SandboxControls sandbox,
      BiConsumer<Tx, Organization> testWallets,
      Health health,
      InstantSource clock,
      Settings settings,
      String publicUrl) {}

  /// What the operator decides.
  ///
  /// @param currenciesAsArray whether the list of currencies stands alone, without an object around
  /// @param allowedErrorPercent of an invoice that names none, 0 to 100
  /// @param simulateWithoutKey whether anybody may simulate what happens to invoices of test
  public record Settings(
      boolean currenciesAsArray, int allowedErrorPercent, boolean simulateWithoutKey) {}

  public ItIsPayApi(Services services) {
    var manner = new ItIsPayManner();
    var status = new StatusChange(services.invoices(), services.clock());
    var orders =
        new Orders(services.chains(), services.rates(), services.settings().allowedErrorPercent());
    this.reference = Reference.load(ItIsPayApi.class, services.publicUrl() + ROOT);
    this.desk = new Desk<>(services.desk(), manner);
    this.invoices = new InvoiceRoutes(services, orders, status);
    this.archive = new ArchiveRoutes(services, orders);
    this.catalogue = new CatalogueRoutes(services);
    this.simulate = new SimulateRoutes(services, status, manner);
    this.projects = new ProjectRoutes(services);
  }

  /// Removes what is past its time.
  public static void sweep(Tx tx, Instant now) {
    Running.sweep(tx, now);
  }

  @Override
  public String prefix() {
    return PREFIX;
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.get(PREFIX + "/openapi.json", reference::send);
    invoices(routes);
    routes.get(ROOT + "/currencies", catalogue::currencies);
    routes.get(ROOT + "/rates", catalogue::rates);
    routes.post(ROOT + "/webhooks/simulate", simulate::simulate);
    var project = desk.post(PROJECT_WRITE, Keys.SECRET, 201, projects::create);
    for (var path : List.of("/projects", "/projects/create", "/account/projects")) {
      routes.post(ROOT + path, project);
    }
  }

  private void invoices(RoutesConfig routes) {
    var read = Optional.of(INVOICES_READ);
    Handler archived = desk.post(INVOICES_WRITE, Keys.SECRET, 201, archive::create);
    Handler update = desk.post(INVOICES_WRITE, Keys.SECRET, 200, invoices::update);
    var one = ROOT + "/invoices/{invoice_id}";
    routes.post(ROOT + "/invoices", desk.post(INVOICES_WRITE, Keys.SECRET, 201, invoices::create));
    routes.get(ROOT + "/invoices", desk.list(read, Keys.SECRET, invoices::list));
    routes.post(ROOT + "/archived", archived);
    routes.post(ROOT + "/invoices/archived", archived);
    routes.get(one, desk.get(read, Keys.SECRET, invoices::get));
    routes.patch(one, update);
    routes.patch(one + "/status", update);
    routes.put(one + "/status", update);
  }

  @Override
  public void refuse(Context ctx, Rejection rejection) {
    Refusals.write(ctx, rejection);
  }

  @Override
  public void fail(Context ctx, Failure failure) {
    Refusals.write(ctx, failure);
  }
}
