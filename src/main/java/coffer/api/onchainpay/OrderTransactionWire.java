package coffer.api.onchainpay;

import static coffer.api.onchainpay.OnchainPayJson.decimal;

import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.core.invoice.InvoiceView.PaymentView;
import coffer.core.invoice.Risk;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A payment of an order.
///
/// @param status `pending`, `processed`, or `rejected` if it was undone or is refused for its risk
/// @param priceUSD the price of one coin; null if the invoice is not priced in USD
/// @param amountUSD null if the invoice is not priced in USD
record OrderTransactionWire(
    UUID id,
    String status,
    String currency,
    String network,
    String amount,
    String tx,
    long confirmations,
    Optional<String> sender,
    Optional<String> priceUSD,
    Optional<String> amountUSD) {
  private static final String USD = "USD";

  /// The payments that belong to the order, oldest first.
  static List<OrderTransactionWire> of(InvoiceView view) {
    return view.payments().stream()
        .filter(payment -> payment.orphan().isEmpty())
        .map(payment -> of(view, payment))
        .toList();
  }

  private static OrderTransactionWire of(InvoiceView view, PaymentView payment) {
    var worth = payment.worth().filter(_ -> view.currency().equals(USD));
    return new OrderTransactionWire(
        payment.id(),
        status(payment),
        payment.asset().code(),
        payment.asset().network(),
        decimal(payment.amount()),
        payment.txid(),
        payment.confirmations(),
        payment.sender(),
        worth.flatMap(usd -> rate(view, payment)),
        worth.map(OnchainPayJson::decimal));
  }

  static String status(PaymentView payment) {
    if (payment.risk() == Risk.REFUSED) return "rejected";
    return status(payment.status());
  }

  private static String status(PaymentStatus status) {
    return switch (status) {
      case SEEN -> "pending";
      case CONFIRMED -> "processed";
      case REVERSED -> "rejected";
    };
  }

  private static Optional<String> rate(InvoiceView view, PaymentView payment) {
    return view.quotes().reversed().stream()
        .filter(quote -> quote.asset().equals(payment.asset()))
        .map(InvoiceView.QuoteView::rate)
        .filter(rate -> rate.compareTo(BigDecimal.ZERO) > 0)
        .map(OnchainPayJson::decimal)
        .findFirst();
  }
}
