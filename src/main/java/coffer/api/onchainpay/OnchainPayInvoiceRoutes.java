package coffer.api.onchainpay;

import coffer.api.ApiHandler.Command;
import coffer.api.ApiServices;
import coffer.api.BodyFields;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.chain.Chains;
import coffer.core.deposit.Customers;
import coffer.core.invoice.Invoices;
import coffer.core.merchant.AcceptedAssets;
import coffer.db.Tx;
import coffer.http.Idempotency.Done;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// Invoices: the payer chooses the coin.
final class OnchainPayInvoiceRoutes {
  private final Invoices invoices;
  private final Customers customers;
  private final Chains chains;
  private final AcceptedAssets assets;
  private final CreatedInvoices created;
  private final PaymentLinks links;
  private final Function<String, Optional<String>> refuseUrl;

  OnchainPayInvoiceRoutes(ApiServices services, PaymentLinks links) {
    this.invoices = services.invoices();
    this.customers = services.customers();
    this.chains = services.chains();
    this.assets = new AcceptedAssets(services.chains());
    this.created = new CreatedInvoices(services.invoices());
    this.links = links;
    this.refuseUrl = services.refuseUrl();
  }

  Command create(OnchainPayCall call, BodyFields body) {
    var wanted = OnchainPayInvoiceRequest.read(body, refuseUrl);
    return Command.creating(
        "invoice",
        tx -> {
          var user =
              wanted
                  .externalUserId()
                  .map(id -> customers.obtain(tx, call.project(), id, wanted.payerEmail()));
          var command = wanted.command(call, options(call, wanted.coins()), user);
          var made = invoices.create(tx, call.project(), command);
          return new Done<>(made.id(), OnchainPayInvoiceWire.of(made.view(), links));
        },
        (tx, id) -> OnchainPayInvoiceWire.of(invoices.view(tx, id), links));
  }

  /// @throws Rejection.Refused AssetUnavailable, if the project accepts nothing of one of the coins
  private List<Asset> options(OnchainPayCall call, List<OnchainPayInvoiceRequest.Coin> coins) {
    var accepted = assets.of(call.project());
    if (coins.isEmpty() && !accepted.isEmpty()) return accepted;
    var options = new LinkedHashSet<Asset>();
    for (int i = 0; i < coins.size(); i++) {
      var coin = coins.get(i);
      var matching =
          accepted.stream()
              .filter(asset -> coin.matches(asset.code(), chains.chainOf(asset).network()))
              .toList();
      if (matching.isEmpty()) {
        var field = new Field.Item(Field.Invoice.OPTIONS, i);
        var networks =
            coin.networks().isEmpty() ? "any network" : String.join(", ", coin.networks());
        throw new Rejection.AssetUnavailable(field, coin.currency(), networks).asException();
      }
      options.addAll(matching);
    }
    if (options.isEmpty()) {
      throw new Rejection.AssetUnavailable(Field.Invoice.OPTIONS, "any coin", "any network")
          .asException();
    }
    return List.copyOf(options);
  }

  Function<Tx, Object> get(OnchainPayCall call, BodyFields body) {
    var id = body.required("invoiceId", body.id("invoiceId"), new UUID(0, 0));
    return tx ->
        created
            .find(tx, call.project(), id)
            .map(view -> OnchainPayInvoiceWire.of(view, links))
            .orElseThrow(() -> new Rejection.NotFound("invoice", id.toString()).asException());
  }

  Function<Tx, Object> list(OnchainPayCall call, BodyFields body) {
    var page = OffsetPage.read(body, 10, OnchainPayInvoiceStatus.TEXTS);
    return tx -> {
      var found = created.list(tx, call.project(), OnchainPayMetadata.Type.INVOICE, page);
      var wires =
          found.views().stream().map(view -> OnchainPayInvoiceWire.of(view, links)).toList();
      return new OnchainPayInvoiceWire.ListWire(wires, String.valueOf(found.total()));
    };
  }
}
