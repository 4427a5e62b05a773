package coffer.api.coinvoice;

import static coffer.api.Access.secret;
import static coffer.core.merchant.Scope.INVOICES_READ;
import static coffer.core.merchant.Scope.INVOICES_WRITE;
import static coffer.core.merchant.Scope.LEDGER_READ;

import coffer.api.ApiFrontEnd;
import coffer.api.ApiHandler;
import coffer.api.ApiServices;
import coffer.api.RequestAuthenticator;
import coffer.api.Route;
import coffer.core.Rejection;
import coffer.http.Failure;
import io.javalin.http.Context;
import java.util.List;

/// The routes of CoinVoice.
public final class CoinVoiceApi extends ApiFrontEnd {
  /// The dialect's name, stored with its keys, invoices and destinations.
  public static final String DIALECT = "coinvoice";

  static final String PREFIX = "/coinvoice";
  private static final String ROOT = PREFIX + "/api/v1";

  private final List<Route> routes;

  CoinVoiceApi(ApiServices services) {
    super(PREFIX, ROOT, services.publicUrl());
    var authenticator =
        RequestAuthenticator.sentKey(services.authenticator(), DIALECT, CoinVoiceProtocol::key);
    var api = new ApiHandler<>(services, authenticator, new CoinVoiceProtocol());
    var invoices = new CoinVoiceInvoiceRoutes(services);
    var balance = new BalanceRoutes(services);
    this.routes =
        List.of(
            api.command("/invoices", secret(INVOICES_WRITE), 200, invoices::create)
                .unrecorded("the invoice itself tells when it was made"),
            api.list("/invoices", secret(INVOICES_READ), invoices::list),
            api.get("/invoices/{id}", secret(INVOICES_READ), invoices::get),
            api.get("/balance", secret(LEDGER_READ), balance::get));
  }

  @Override
  public List<Route> routes() {
    return routes;
  }

  @Override
  public void refuse(Context ctx, Rejection rejection) {
    CoinVoiceErrors.write(ctx, rejection);
  }

  @Override
  public void fail(Context ctx, Failure failure) {
    CoinVoiceErrors.write(ctx, failure);
  }
}
