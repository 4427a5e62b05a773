package coffer.api.onchainpay;

import coffer.api.ApiHandler.Command;
import coffer.api.ApiServices;
import coffer.api.BodyFields;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.deposit.Customers;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Invoices;
import coffer.core.merchant.AcceptedAssets;
import coffer.db.Tx;
import coffer.http.Idempotency.Done;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// Orders: invoices with one coin.
final class OrderRoutes {
  private final Invoices invoices;
  private final Customers customers;
  private final AcceptedAssets assets;
  private final CreatedInvoices created;
  private final PaymentLinks links;
  private final Function<String, Optional<String>> refuseUrl;

  OrderRoutes(ApiServices services, PaymentLinks links) {
    this.invoices = services.invoices();
    this.customers = services.customers();
    this.assets = new AcceptedAssets(services.chains());
    this.created = new CreatedInvoices(services.invoices());
    this.links = links;
    this.refuseUrl = services.refuseUrl();
  }

  Command create(OnchainPayCall call, BodyFields body) {
    var wanted = OrderRequest.read(body, refuseUrl);
    return Command.creating(
        "invoice",
        tx -> {
          var asset = asset(call, wanted);
          var user =
              wanted
                  .externalUserId()
                  .map(id -> customers.obtain(tx, call.project(), id, wanted.payerEmail()));
          var made = invoices.create(tx, call.project(), wanted.command(call, asset, user));
          return new Done<>(made.id(), wire(made.view()));
        },
        (tx, id) -> wire(invoices.view(tx, id)));
  }

  private Asset asset(OnchainPayCall call, OrderRequest wanted) {
    var code = wanted.currency().toUpperCase(Locale.ROOT);
    var network = wanted.network().toLowerCase(Locale.ROOT);
    return assets
        .find(call.project(), code, network)
        .orElseThrow(
            () -> new Rejection.AssetUnavailable(Field.Invoice.ASSET, code, network).asException());
  }

  private OrderWire.CreatedWire wire(InvoiceView view) {
    return OrderWire.created(view, OrderWire.quote(view).orElseThrow(), links);
  }

  Function<Tx, Object> get(OnchainPayCall call, BodyFields body) {
    var id = body.required("orderId", body.id("orderId"), new UUID(0, 0));
    return tx ->
        created
            .find(tx, call.project(), id)
            .flatMap(view -> OrderWire.quote(view).map(quote -> OrderWire.full(view, quote, links)))
            .orElseThrow(() -> new Rejection.NotFound("order", id.toString()).asException());
  }

  Function<Tx, Object> list(OnchainPayCall call, BodyFields body) {
    var page = OffsetPage.read(body, 100, OrderStatus.TEXTS);
    return tx -> {
      var found = created.list(tx, call.project(), OnchainPayMetadata.Type.ORDER, page);
      var orders = found.views().stream().map(this::wire).toList();
      return new OrderWire.ListWire(orders, String.valueOf(found.total()));
    };
  }
}
