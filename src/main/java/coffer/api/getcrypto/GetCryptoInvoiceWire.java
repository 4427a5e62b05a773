package coffer.api.getcrypto;

import static coffer.api.getcrypto.GetCryptoJson.number;
import static coffer.api.getcrypto.GetCryptoJson.time;

import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.PaymentView;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An invoice as merchants see it, the same in responses and webhooks.
///
/// @param inputAmount the price, in `currency`; null = an open amount
/// @param amount the amount due, in `cryptocurrency`; null until the payer chooses a coin
/// @param amountPaid confirmed payments, in `cryptocurrency`
/// @param confirmations of the newest payment
/// @param txHash of the newest payment
/// @param customFields JSON, returned as stored
record GetCryptoInvoiceWire(
    String id,
    String invoiceId,
    String projectId,
    Optional<String> orderId,
    String status,
    Optional<BigDecimal> inputAmount,
    String currency,
    String cryptocurrency,
    String network,
    Optional<BigDecimal> amount,
    BigDecimal amountPaid,
    long confirmations,
    Optional<String> address,
    Optional<String> txHash,
    String paymentUrl,
    @JsonRawValue @Nullable String customFields,
    String createdAt,
    String expiresAt) {

  /// @param projectCode 13 hex digits
  static GetCryptoInvoiceWire of(InvoiceView view, String projectCode, String publicUrl) {
    var sum = GetCryptoAmounts.of(view);
    var id = GetCryptoIds.invoice(view.code());
    return new GetCryptoInvoiceWire(
        id,
        id,
        GetCryptoIds.project(projectCode),
        view.orderId(),
        GetCryptoStatus.of(view.standing()).text(),
        view.price().map(GetCryptoJson::number),
        view.currency().toLowerCase(Locale.ROOT),
        sum.coin(),
        PaymentMethod.networkCode(sum.asset()),
        sum.due().map(GetCryptoJson::number),
        number(sum.paid()),
        sum.latest().map(PaymentView::confirmations).orElse(0L),
        sum.address(),
        sum.latest().map(PaymentView::txid),
        GetCryptoLinks.payment(view, publicUrl),
        GetCryptoMetadata.customFields(view).orElse(null),
        time(view.createdAt()),
        time(view.expiresAt()));
  }
}
