package coffer.api.onchainpay;

import static coffer.api.onchainpay.OnchainPayJson.decimal;
import static coffer.api.onchainpay.OnchainPayJson.time;

import coffer.core.invoice.CoinAmounts;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.AssetView;
import coffer.core.invoice.InvoiceView.QuoteView;
import coffer.core.money.Denomination;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/// An invoice in responses and webhooks.
///
/// @param externalId the merchant's id
/// @param orderId null until the payer chooses a coin; then the id of the invoice
/// @param order the merchant's order
/// @param receivedAmount the confirmed payments, in coins; null until there is one
/// @param rate the price of one coin of the newest quote
/// @param currencies what the payer may choose from
record OnchainPayInvoiceWire(
    UUID id,
    Optional<String> advancedBalanceId,
    Optional<String> externalId,
    Optional<String> externalUserId,
    Optional<String> payerEmail,
    Optional<UUID> orderId,
    Optional<String> orderLink,
    String invoiceLink,
    String status,
    Optional<String> order,
    Optional<String> description,
    String currency,
    Optional<String> amount,
    Optional<String> receivedNetwork,
    Optional<String> receivedCurrency,
    Optional<String> receivedAmount,
    Optional<String> receivedAmountInInvoiceCurrency,
    Optional<String> rate,
    boolean includeFee,
    List<String> additionalFees,
    String insurancePercent,
    Optional<String> slippagePercent,
    String paymentTolerancePercent,
    Optional<String> webhookURL,
    Optional<String> returnUrl,
    String expiresAt,
    String createdAt,
    List<CurrencyWire> currencies) {

  record CurrencyWire(String currency, List<NetworkWire> networks) {}

  /// @param amount what the payer has to send; null until there is a quote
  record NetworkWire(String name, Optional<String> amount) {}

  /// @param total as text
  record ListWire(List<OnchainPayInvoiceWire> invoices, String total) {}

  static OnchainPayInvoiceWire of(InvoiceView view, PaymentLinks links) {
    var meta = OnchainPayMetadata.of(view);
    var quote = OrderWire.quote(view);
    var paid = quote.filter(_ -> view.standing().confirmed().signum() > 0);
    return new OnchainPayInvoiceWire(
        view.id(),
        meta.account(),
        meta.isInvoice() ? view.orderId() : Optional.empty(),
        view.customer().map(InvoiceView.CustomerView::clientId),
        meta.payerEmail(),
        quote.map(_ -> view.id()),
        quote.map(_ -> links.of(view)),
        links.of(view),
        OnchainPayInvoiceStatus.of(view.standing()).name(),
        OrderWire.order(view, meta),
        view.description(),
        view.currency(),
        view.price().map(OnchainPayJson::decimal),
        paid.map(it -> it.asset().network()),
        paid.map(it -> it.asset().code()),
        paid.map(_ -> decimal(CoinAmounts.of(view).paid())),
        paid.map(_ -> decimal(new BigDecimal(view.standing().confirmed(), Denomination.DECIMALS))),
        quote.map(it -> decimal(it.rate())),
        meta.includeFee(),
        meta.additionalFees(),
        meta.insurance(),
        view.slippagePercent().map(OnchainPayJson::decimal),
        decimal(view.tolerancePercent()),
        meta.webhook(),
        view.returnUrl(),
        time(view.expiresAt()),
        time(view.createdAt()),
        currencies(view));
  }

  private static List<CurrencyWire> currencies(InvoiceView view) {
    return view.options().stream()
        .collect(Collectors.groupingBy(AssetView::code, LinkedHashMap::new, Collectors.toList()))
        .entrySet()
        .stream()
        .map(
            coin ->
                new CurrencyWire(
                    coin.getKey(),
                    coin.getValue().stream().map(asset -> network(view, asset)).toList()))
        .toList();
  }

  private static NetworkWire network(InvoiceView view, AssetView asset) {
    var due =
        view.quotes().reversed().stream()
            .filter(quote -> quote.asset().equals(asset))
            .findFirst()
            .flatMap(QuoteView::due);
    return new NetworkWire(asset.network(), due.map(OnchainPayJson::decimal));
  }
}
