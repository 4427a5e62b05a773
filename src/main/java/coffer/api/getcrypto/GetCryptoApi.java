package coffer.api.getcrypto;

import static coffer.api.Access.anyKey;
import static coffer.core.merchant.Scope.INVOICES_WRITE;

import coffer.api.Access;
import coffer.api.ApiFrontEnd;
import coffer.api.ApiHandler;
import coffer.api.ApiServices;
import coffer.api.RequestAuthenticator;
import coffer.api.Route;
import coffer.core.Rejection;
import coffer.http.Authenticator;
import coffer.http.Failure;
import coffer.http.RateLimiter;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.List;

/// The routes of GetCrypto.
public final class GetCryptoApi extends ApiFrontEnd {
  /// The dialect's name, stored with its keys, invoices and destinations.
  public static final String DIALECT = "getcrypto";

  static final String PREFIX = "/getcrypto";
  static final String ROOT = PREFIX + "/v1";

  private final CorsPolicy cors = new CorsPolicy();
  private final List<Route> routes;

  /// @param perKey the rate limit of each key, reported in response headers
  GetCryptoApi(ApiServices services, RateLimiter.Limit perKey) {
    super(PREFIX, ROOT, services.publicUrl());
    var limiter = new RateLimiter(perKey, RateLimiter.Headers.X_RATE_LIMIT, services.clock());
    var keys = new Authenticator(services.keys(), limiter, services.authenticator().payers());
    var authenticator = RequestAuthenticator.sentKey(keys, DIALECT, Authenticator::bearer);
    var api = new ApiHandler<>(services, authenticator, new GetCryptoProtocol(cors));
    var projects = new ProjectLookup(services.merchants());
    var invoices = new GetCryptoInvoiceRoutes(services, projects);
    var widget = new WidgetRoutes(services, projects);
    this.routes =
        List.of(
            api.command("/invoices", anyKey(INVOICES_WRITE), 201, invoices::create)
                .unrecorded("the invoice itself tells when it was made"),
            preflight("/invoices"),
            api.get("/invoices/{id}", anyKey(), invoices::get),
            preflight("/invoices/{id}"),
            api.get("/widget", anyKey(), widget::start),
            preflight("/widget"));
  }

  private Route preflight(String path) {
    return Route.of(HandlerType.OPTIONS, path, Access.open(), cors::preflight);
  }

  @Override
  public void routes(RoutesConfig config) {
    config.before(PREFIX + "/*", cors::addHeaders);
    super.routes(config);
  }

  @Override
  public List<Route> routes() {
    return routes;
  }

  @Override
  public void refuse(Context ctx, Rejection rejection) {
    cors.addHeaders(ctx);
    GetCryptoErrors.write(ctx, rejection);
  }

  @Override
  public void fail(Context ctx, Failure failure) {
    cors.addHeaders(ctx);
    GetCryptoErrors.write(ctx, failure);
  }
}
