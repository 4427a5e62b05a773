package coffer.api.getcrypto;

import static coffer.api.getcrypto.GetCryptoJson.number;
import static coffer.api.getcrypto.GetCryptoJson.time;

import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.PaymentView;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;

/// An invoice as payers see it, with a publishable key: without the merchant's internal data. The
/// fields are those of [GetCryptoInvoiceWire].
///
/// @param paymentUri opens the payer's wallet; also the content of a QR code
record PayerWire(
    String id,
    String invoiceId,
    String status,
    Optional<BigDecimal> inputAmount,
    String currency,
    String cryptocurrency,
    String network,
    Optional<BigDecimal> amount,
    BigDecimal amountPaid,
    long confirmations,
    Optional<String> address,
    Optional<String> paymentUri,
    Optional<String> txHash,
    String paymentUrl,
    String createdAt,
    String expiresAt) {

  static PayerWire of(InvoiceView view, String publicUrl) {
    var sum = GetCryptoAmounts.of(view);
    var id = GetCryptoIds.invoice(view.code());
    return new PayerWire(
        id,
        id,
        GetCryptoStatus.of(view.standing()).text(),
        view.price().map(GetCryptoJson::number),
        view.currency().toLowerCase(Locale.ROOT),
        sum.coin(),
        PaymentMethod.networkCode(sum.asset()),
        sum.due().map(GetCryptoJson::number),
        number(sum.paid()),
        sum.latest().map(PaymentView::confirmations).orElse(0L),
        sum.address(),
        sum.uri(),
        sum.latest().map(PaymentView::txid),
        GetCryptoLinks.payment(view, publicUrl),
        time(view.createdAt()),
        time(view.expiresAt()));
  }
}
