package coffer.api.getcrypto;

import coffer.core.invoice.CoinAmounts;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.AssetView;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.core.invoice.InvoiceView.PaymentView;
import coffer.core.invoice.InvoiceView.QuoteView;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;

/// The amounts of an invoice in the one coin that this API shows: that of the newest quote or,
/// without quotes, of the first option. Payments in other coins affect only the status.
///
/// @param due total, including payments to earlier quotes; empty = no quote, or an open amount
/// @param paid confirmed payments
/// @param latest the newest payment that counts
/// @param uri wallet URI with the amount or, if not every wallet would read it correctly, the
///     address
record GetCryptoAmounts(
    AssetView asset,
    Optional<BigDecimal> due,
    BigDecimal paid,
    Optional<String> address,
    Optional<String> uri,
    Optional<PaymentView> latest) {

  static GetCryptoAmounts of(InvoiceView view) {
    var latest = view.payments().reversed().stream().filter(GetCryptoAmounts::counts).findFirst();
    var amounts = CoinAmounts.of(view);
    var address = amounts.newest().map(QuoteView::address);
    return new GetCryptoAmounts(
        amounts.coin(),
        amounts.due(),
        amounts.newest().isPresent() ? amounts.paid() : BigDecimal.ZERO,
        address,
        amounts.newest().flatMap(QuoteView::walletUri).or(() -> address),
        latest);
  }

  private static boolean counts(PaymentView payment) {
    return payment.status() != PaymentStatus.REVERSED && payment.orphan().isEmpty();
  }

  /// The coin's code in lower case, for example `usdt`.
  String coin() {
    return asset.code().toLowerCase(Locale.ROOT);
  }
}
