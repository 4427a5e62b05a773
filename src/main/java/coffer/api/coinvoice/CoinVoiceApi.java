package coffer.api.coinvoice;

import static coffer.core.merchant.Scope.INVOICES_READ;
import static coffer.core.merchant.Scope.INVOICES_WRITE;
import static coffer.core.merchant.Scope.LEDGER_READ;

import coffer.api.Desk;
import coffer.api.Desk.Keys;
import coffer.api.Reference;
import coffer.core.Rejection;
import coffer.core.chain.Chains;
import coffer.core.invoice.Invoices;
import coffer.http.Failure;
import coffer.http.Front;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/// The dialect's routes.
public final class CoinVoiceApi implements Front {
  /// What its keys, invoices and destinations are marked with.
  public static final String DIALECT = "coinvoice";

  private static final String PREFIX = "/coinvoice";
  private static final String ROOT = PREFIX + "/api/v1";

  private final Desk<Call> desk;
  private final InvoiceRoutes invoices;
  private final BalanceRoutes balance;
  private final Reference reference;

  /// What the routes stand on.
  ///
  /// @param refuseUrl why nothing will ever be sent to a URL, or empty
  /// @param publicUrl of this server, without a slash at its end
  public record Services(
      Desk.Services desk,
      Chains chains,
      Invoices invoices,
      Function<String, Optional<String>> refuseUrl,
      InstantSource clock,
      String publicUrl) {}

  public CoinVoiceApi(Services services) {
    this.desk = new Desk<>(services.desk(), new CoinVoiceManner());
    this.invoices = new InvoiceRoutes(services);
    this.balance = new BalanceRoutes(services);
    this.reference = Reference.load(CoinVoiceApi.class, services.publicUrl() + ROOT);
  }

  @Override
  public String prefix() {
    return PREFIX;
  }

  @Override
  public void routes(RoutesConfig routes) {
    var read = Optional.of(INVOICES_READ);
    routes.get(PREFIX + "/openapi.json", reference::send);
    routes.post(ROOT + "/invoices", desk.post(INVOICES_WRITE, Keys.SECRET, 200, invoices::create));
    routes.get(ROOT + "/invoices", desk.list(read, Keys.SECRET, invoices::list));
    routes.get(ROOT + "/invoices/{id}", desk.get(read, Keys.SECRET, invoices::get));
    routes.get(ROOT + "/balance", desk.get(Optional.of(LEDGER_READ), Keys.SECRET, balance::get));
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
