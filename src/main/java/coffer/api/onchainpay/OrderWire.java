package coffer.api.onchainpay;

import static coffer.api.onchainpay.OnchainPayJson.decimal;
import static coffer.api.onchainpay.OnchainPayJson.time;

import coffer.core.invoice.CoinAmounts;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.QuoteView;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// An order in responses and webhooks. The two forms name the ids differently.
final class OrderWire {
  private OrderWire() {}

  /// As `make-order` and `orders` return it.
  ///
  /// @param orderId this server's id
  /// @param clientOrderId the merchant's id
  record CreatedWire(
      String status,
      String link,
      String amount,
      String paymentTolerancePercent,
      Optional<String> advancedBalanceId,
      String currency,
      String network,
      String address,
      UUID addressId,
      Optional<String> tag,
      UUID orderId,
      Optional<String> clientOrderId,
      Optional<String> externalUserId,
      Optional<String> payerEmail,
      Optional<String> description,
      Optional<String> successWebhook,
      Optional<String> errorWebhook,
      Optional<String> returnUrl,
      String expiresAt,
      String createdAt) {}

  /// @param total as text
  record ListWire(List<CreatedWire> orders, String total) {}

  /// As `order` and the webhook return it.
  ///
  /// @param id this server's id
  /// @param orderId the merchant's id
  /// @param order the merchant's id too: webhooks have this name
  /// @param received confirmed payments
  record FullWire(
      UUID id,
      Optional<String> advancedBalanceId,
      String currency,
      String network,
      String status,
      Optional<String> orderId,
      Optional<String> order,
      Optional<String> description,
      String address,
      UUID addressId,
      Optional<String> tag,
      String amount,
      String received,
      String paymentTolerancePercent,
      Optional<String> successWebhook,
      Optional<String> errorWebhook,
      Optional<String> returnUrl,
      String link,
      String expiresAt,
      String createdAt,
      String updatedAt,
      List<OrderTransactionWire> transactions,
      List<OrphanWire> orphanDeposits) {}

  /// Whether the invoice can be shown as an order: the payer has an address.
  static Optional<QuoteView> quote(InvoiceView view) {
    return view.quotes().reversed().stream().findFirst();
  }

  static CreatedWire created(InvoiceView view, QuoteView quote, PaymentLinks links) {
    var meta = OnchainPayMetadata.of(view);
    return new CreatedWire(
        OrderStatus.of(view.standing()).text(),
        links.of(view),
        due(view),
        decimal(view.tolerancePercent()),
        meta.account(),
        quote.asset().code(),
        quote.asset().network(),
        quote.address(),
        addressId(view, quote),
        Optional.empty(),
        view.id(),
        order(view, meta),
        view.customer().map(InvoiceView.CustomerView::clientId),
        meta.payerEmail(),
        view.description(),
        meta.successWebhook(),
        meta.errorWebhook(),
        view.returnUrl(),
        time(view.expiresAt()),
        time(view.createdAt()));
  }

  static FullWire full(InvoiceView view, QuoteView quote, PaymentLinks links) {
    var meta = OnchainPayMetadata.of(view);
    return new FullWire(
        view.id(),
        meta.account(),
        quote.asset().code(),
        quote.asset().network(),
        OrderStatus.of(view.standing()).text(),
        order(view, meta),
        order(view, meta),
        view.description(),
        quote.address(),
        addressId(view, quote),
        Optional.empty(),
        due(view),
        decimal(CoinAmounts.of(view).paid()),
        decimal(view.tolerancePercent()),
        meta.successWebhook(),
        meta.errorWebhook(),
        view.returnUrl(),
        links.of(view),
        time(view.expiresAt()),
        time(view.createdAt()),
        time(view.updatedAt()),
        OrderTransactionWire.of(view),
        OrphanWire.of(view));
  }

  /// The id of the user's personal address, or of the order's own.
  static UUID addressId(InvoiceView view, QuoteView quote) {
    return quote.depositAddress().orElseGet(() -> PayInAddressId.of(view.id(), quote.asset()));
  }

  /// The merchant's id. Of an invoice with an `externalId`, that is not its order.
  static Optional<String> order(InvoiceView view, OnchainPayMetadata meta) {
    return meta.isInvoice() ? meta.order() : view.orderId();
  }

  /// An invoice of another dialect may have an open amount: then what was paid.
  private static String due(InvoiceView view) {
    var amounts = CoinAmounts.of(view);
    return decimal(amounts.due().orElse(amounts.paid()));
  }
}
