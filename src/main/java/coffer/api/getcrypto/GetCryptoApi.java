package coffer.api.getcrypto;

import coffer.api.Desk;
import coffer.api.Desk.Keys;
import coffer.api.Reference;
import coffer.core.Rejection;
import coffer.core.chain.Chains;
import coffer.core.invoice.Invoices;
import coffer.core.merchant.Merchants;
import coffer.core.merchant.Scope;
import coffer.core.rate.Rates;
import coffer.http.Failure;
import coffer.http.Front;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Optional;

/// The API of GetCrypto: its routes.
public final class GetCryptoApi implements Front {
  /// What its keys, invoices and destinations are marked with.
  public static final String DIALECT = "getcrypto";

  private static final String PREFIX = "/getcrypto";
  private static final String ROOT = PREFIX + "/v1";
  private static final String INVOICES = ROOT + "/invoices";
  private static final String INVOICE = INVOICES + "/{id}";
  private static final String WIDGET = ROOT + "/widget";

  private final Browsers browsers;
  private final Reference reference;
  private final Desk<Call> desk;
  private final InvoiceRoutes invoices;
  private final WidgetRoutes widget;

  /// What the routes stand on.
  ///
  /// @param desk with an authenticator that counts requests as this API tells them
  /// @param publicUrl of this server, without a slash at its end
  public record Services(
      Desk.Services desk,
      Merchants merchants,
      Chains chains,
      Rates rates,
      Invoices invoices,
      String publicUrl) {}

  public GetCryptoApi(Services services) {
    var shops = new Shops(services.merchants());
    this.browsers = new Browsers();
    this.reference = Reference.load(GetCryptoApi.class, services.publicUrl() + ROOT);
    this.desk = new Desk<>(services.desk(), new GetCryptoManner(browsers));
    this.invoices = new InvoiceRoutes(services, shops);
    this.widget = new WidgetRoutes(services, shops);
  }

  @Override
  public String prefix() {
    return PREFIX;
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.before(PREFIX + "/*", browsers::greet);
    routes.get(PREFIX + "/openapi.json", reference::send);
    routes.post(INVOICES, desk.post(Scope.INVOICES_WRITE, Keys.ANY, 201, invoices::create));
    routes.get(INVOICE, desk.get(Optional.empty(), Keys.ANY, invoices::get));
    routes.get(WIDGET, desk.get(Optional.empty(), Keys.ANY, widget::start));
    routes.options(INVOICES, browsers::preflight);
    routes.options(INVOICE, browsers::preflight);
    routes.options(WIDGET, browsers::preflight);
  }

  @Override
  public void refuse(Context ctx, Rejection rejection) {
    browsers.greet(ctx);
    Refusals.write(ctx, rejection);
  }

  @Override
  public void fail(Context ctx, Failure failure) {
    browsers.greet(ctx);
    Refusals.write(ctx, failure);
  }
}
