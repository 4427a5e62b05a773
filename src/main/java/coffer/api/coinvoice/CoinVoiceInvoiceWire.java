package coffer.api.coinvoice;

import static coffer.api.coinvoice.CoinVoiceJson.money;

import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.QuoteView;
import coffer.core.money.Denomination;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/// An invoice in responses. An invoice of another dialect may have any currency, and several
/// addresses or none yet.
///
/// @param amount the price, in `currency`; for an open amount, the amount paid
/// @param address of the newest quote; null until the payer chooses a coin
/// @param paymentUrl path of the payment page; clients prepend this server's URL
/// @param paidAt null until the invoice is paid
/// @param txHash of the transaction that completed the payment, or else of the last confirmed one
/// @param amountPaid confirmed payments, in `currency`
record CoinVoiceInvoiceWire(
    String invoiceId,
    BigDecimal amount,
    String currency,
    Optional<String> address,
    String status,
    String paymentUrl,
    String expiresAt,
    Optional<String> orderId,
    Optional<String> description,
    String createdAt,
    Optional<String> paidAt,
    Optional<String> txHash,
    BigDecimal amountPaid) {
  private static final int ID_DIGITS = 12;

  /// @param total number of invoices on all pages
  record PageWire(List<CoinVoiceInvoiceWire> invoices, long total, int limit, long offset) {}

  static CoinVoiceInvoiceWire of(InvoiceView view) {
    return new CoinVoiceInvoiceWire(
        id(view),
        amount(view),
        view.currency(),
        view.quotes().reversed().stream().findFirst().map(QuoteView::address),
        CoinVoiceStatus.of(view.standing()).text(),
        "/pay/" + id(view),
        CoinVoiceJson.time(view.expiresAt()),
        view.orderId(),
        view.description(),
        CoinVoiceJson.time(view.createdAt()),
        DecidingTransaction.time(view).map(CoinVoiceJson::time),
        DecidingTransaction.hash(view),
        paid(view));
  }

  static String id(InvoiceView view) {
    return view.code().substring(0, ID_DIGITS);
  }

  static BigDecimal amount(InvoiceView view) {
    return view.price().map(CoinVoiceJson::money).orElseGet(() -> paid(view));
  }

  private static BigDecimal paid(InvoiceView view) {
    return money(new BigDecimal(view.standing().confirmed(), Denomination.DECIMALS));
  }
}
