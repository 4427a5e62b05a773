package coffer.api.getcrypto;

import coffer.api.BodyFields;
import coffer.api.Decimal;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.NewInvoice;
import coffer.core.money.Denomination;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The fields of a request for an invoice.
///
/// @param project id of the project
/// @param customFields JSON
record GetCryptoInvoiceRequest(
    String language,
    Decimal price,
    Denomination currency,
    String project,
    String orderId,
    Optional<PaymentMethod> way,
    Optional<String> customFields) {

  static GetCryptoInvoiceRequest read(BodyFields body) {
    var language = FieldRules.language(body);
    var price = FieldRules.amount(body, "input_amount");
    var currency = FieldRules.currency(body);
    var coin = FieldRules.coin(body);
    return new GetCryptoInvoiceRequest(
        language,
        price,
        currency,
        FieldRules.project(body),
        FieldRules.order(body),
        FieldRules.way(body, coin),
        CustomFields.read(body));
  }

  /// The command that creates the invoice. The response contains one amount and one expiry, so the
  /// rate is held until the invoice expires.
  ///
  /// @param asset the project's asset for the payment method
  /// @throws Rejection.Refused TooPrecise if the price is in that coin and has more decimals than a
  ///     payer can enter
  NewInvoice command(Asset asset) {
    int decimals = decimals(asset.code(), asset.precision());
    var price =
        this.price
            .at(decimals)
            .orElseThrow(
                () -> new Rejection.TooPrecise(Field.Invoice.PRICE, decimals).asException());
    return NewInvoice.of(GetCryptoApi.DIALECT, currency, List.of(asset))
        .price(Optional.of(price.movePointRight(Denomination.DECIMALS).toBigIntegerExact()))
        .onlyOneOfOrder(orderId)
        .meta(meta())
        .ratesHeldUntilExpiry()
        .build();
  }

  /// Maximum number of decimals of the price; if the price is in the paid coin, those that a payer
  /// can enter.
  private int decimals(String coin, int precision) {
    return currency.code().equals(coin) ? precision : Denomination.DECIMALS;
  }

  private Map<String, String> meta() {
    var meta = new LinkedHashMap<String, String>();
    meta.put(GetCryptoMetadata.LANGUAGE, language);
    customFields.ifPresent(json -> meta.put(GetCryptoMetadata.CUSTOM_FIELDS, json));
    return meta;
  }

  /// Whether an existing invoice matches this request.
  boolean asksFor(InvoiceView view) {
    var wanted = way.orElseThrow();
    var coin = view.options().getFirst();
    var asked = price.at(decimals(coin.code(), coin.precision()));
    return view.currency().equals(currency.code())
        && view.price()
            .filter(there -> asked.filter(it -> it.compareTo(there) == 0).isPresent())
            .isPresent()
        && view.options().size() == 1
        && coin.code().equals(wanted.coin().name())
        && coin.network().equals(wanted.network())
        && view.meta().equals(meta());
  }
}
