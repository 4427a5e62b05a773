package coffer.api.getcrypto;

import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.AssetView;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.core.invoice.InvoiceView.PaymentView;
import coffer.core.invoice.InvoiceView.QuoteView;
import coffer.core.invoice.Risk;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
    if (view.quotes().isEmpty()) {
      var first = view.options().getFirst();
      return new GetCryptoAmounts(
          first, Optional.empty(), BigDecimal.ZERO, Optional.empty(), Optional.empty(), latest);
    }
    var newest = view.quotes().getLast();
    var quotes =
        view.quotes().stream().filter(quote -> quote.asset().equals(newest.asset())).toList();
    return new GetCryptoAmounts(
        newest.asset(),
        newest.due().map(due -> due.add(earlier(quotes))),
        paid(view, quotes),
        Optional.of(newest.address()),
        newest.walletUri().or(() -> Optional.of(newest.address())),
        latest);
  }

  /// The larger of two sums. Payments that the merchant applied to the invoice belong to no quote,
  /// and the payment list of an invoice with very many payments contains only the last ones.
  private static BigDecimal paid(InvoiceView view, List<QuoteView> quotes) {
    var asset = quotes.getLast().asset();
    var quoted = quotes.stream().map(QuoteView::confirmed);
    var listed =
        view.payments().stream()
            .filter(payment -> counts(payment) && payment.asset().equals(asset))
            .filter(payment -> payment.status() == PaymentStatus.CONFIRMED)
            .filter(payment -> payment.risk() == Risk.NONE)
            .map(PaymentView::amount);
    return sum(quoted).max(sum(listed));
  }

  private static BigDecimal sum(Stream<BigDecimal> amounts) {
    return amounts.reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static BigDecimal earlier(List<QuoteView> quotes) {
    return quotes.subList(0, quotes.size() - 1).stream()
        .map(QuoteView::seen)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static boolean counts(PaymentView payment) {
    return payment.status() != PaymentStatus.REVERSED && payment.orphan().isEmpty();
  }

  /// The coin's code in lower case, for example `usdt`.
  String coin() {
    return asset.code().toLowerCase(java.util.Locale.ROOT);
  }
}
