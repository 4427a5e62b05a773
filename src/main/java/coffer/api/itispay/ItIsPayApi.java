package coffer.api.itispay;

import static coffer.api.Access.secret;
import static coffer.core.merchant.Scope.INVOICES_READ;
import static coffer.core.merchant.Scope.INVOICES_WRITE;
import static coffer.core.merchant.Scope.PROJECT_WRITE;
import static coffer.core.merchant.Scope.SANDBOX;

import coffer.api.Access;
import coffer.api.ApiFrontEnd;
import coffer.api.ApiHandler;
import coffer.api.ApiServices;
import coffer.api.RequestAct;
import coffer.api.RequestAuthenticator;
import coffer.api.Route;
import coffer.core.Rejection;
import coffer.http.Failure;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.List;

/// The routes of ItIsPay. Some have two paths, because the vendor's documentation names two.
public final class ItIsPayApi extends ApiFrontEnd {
  /// The dialect's name, stored with its keys, invoices and destinations.
  public static final String DIALECT = "itispay";

  static final String PREFIX = "/itispay";
  static final String ROOT = PREFIX + "/api/v1";

  private static final String INVOICE = "the invoice itself tells when it was made";

  private static final RequestAct<ItIsPayCall> PROJECT =
      RequestAct.<ItIsPayCall>of("project.create", "name", "mode").on("answer:/project_id");
  private static final RequestAct<ItIsPayCall> MARK =
      RequestAct.<ItIsPayCall>of("invoice.mark", "status", "comment").on("invoice_id");

  private final List<Route> routes;

  ItIsPayApi(ApiServices services, ItIsPayDialect.Settings settings) {
    super(PREFIX, ROOT, services.publicUrl());
    var authenticator =
        RequestAuthenticator.sentKey(services.authenticator(), DIALECT, ItIsPayProtocol::key);
    var api = new ApiHandler<>(services, authenticator, new ItIsPayProtocol());
    var status = new StatusChange(services.invoices(), services.clock());
    var commands =
        new ItIsPayInvoiceCommands(
            services.chains(), services.rates(), settings.allowedErrorPercent());
    var invoices = new ItIsPayInvoiceRoutes(services, commands, status);
    var archive = new ArchiveRoutes(services, commands);
    var catalogue = new ItIsPayCatalogueRoutes(services, settings.currenciesAsArray());
    var simulate =
        new SimulateRoutes(services, status, authenticator, settings.simulateWithoutKey());
    var projects = new ItIsPayProjectRoutes(services);
    this.routes = routes(api, settings, catalogue, simulate, projects, archive, invoices);
  }

  private static List<Route> routes(
      ApiHandler<ItIsPayCall> api,
      ItIsPayDialect.Settings settings,
      ItIsPayCatalogueRoutes catalogue,
      SimulateRoutes simulate,
      ItIsPayProjectRoutes projects,
      ArchiveRoutes archive,
      ItIsPayInvoiceRoutes invoices) {
    var archived =
        api.command("/archived", secret(INVOICES_WRITE), 201, archive::create).unrecorded(INVOICE);
    var project = api.command("/projects", secret(PROJECT_WRITE), 201, projects::create, PROJECT);
    var update =
        api.command("/invoices/{invoice_id}", secret(INVOICES_WRITE), 200, invoices::update, MARK)
            .by(HandlerType.PATCH);
    var simulating = settings.simulateWithoutKey() ? Access.open() : secret(SANDBOX);
    return List.of(
        Route.of(HandlerType.GET, "/currencies", Access.open(), catalogue::currencies),
        Route.of(HandlerType.GET, "/rates", Access.open(), catalogue::rates),
        Route.of(HandlerType.POST, "/webhooks/simulate", simulating, simulate::simulate)
            .unrecorded("moves simulated money only"),
        project,
        project.at("/projects/create"),
        project.at("/account/projects"),
        api.command("/invoices", secret(INVOICES_WRITE), 201, invoices::create).unrecorded(INVOICE),
        api.list("/invoices", secret(INVOICES_READ), invoices::list),
        archived,
        archived.at("/invoices/archived"),
        api.get("/invoices/{invoice_id}", secret(INVOICES_READ), invoices::get),
        update,
        update.at("/invoices/{invoice_id}/status"),
        update.at("/invoices/{invoice_id}/status").by(HandlerType.PUT));
  }

  @Override
  public List<Route> routes() {
    return routes;
  }

  @Override
  public void refuse(Context ctx, Rejection rejection) {
    ItIsPayErrors.write(ctx, rejection);
  }

  @Override
  public void fail(Context ctx, Failure failure) {
    ItIsPayErrors.write(ctx, failure);
  }
}
