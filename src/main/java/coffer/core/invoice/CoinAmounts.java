package coffer.core.invoice;

import coffer.core.invoice.InvoiceView.AssetView;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.core.invoice.InvoiceView.PaymentView;
import coffer.core.invoice.InvoiceView.QuoteView;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The amounts of an invoice in one coin, for APIs that show only one: the coin of the newest quote
/// or, without quotes, the first option. Amounts are in whole coins.
///
/// @param newest the newest quote; empty = the payer has not chosen yet
/// @param due the total due, including payments to earlier quotes; empty = no quote, or any amount
/// @param paid confirmed payments in this coin
public record CoinAmounts(
    AssetView coin, Optional<QuoteView> newest, Optional<BigDecimal> due, BigDecimal paid) {

  public static CoinAmounts of(InvoiceView view) {
    var newest = view.quotes().reversed().stream().findFirst();
    var coin = newest.map(QuoteView::asset).orElseGet(() -> view.options().getFirst());
    var quotes = view.quotes().stream().filter(quote -> same(quote.asset(), coin)).toList();
    return new CoinAmounts(coin, newest, due(quotes), paid(view, quotes, coin));
  }

  /// A later quote asks only for the missing part, so the payments to earlier quotes are added.
  private static Optional<BigDecimal> due(List<QuoteView> quotes) {
    if (quotes.isEmpty()) return Optional.empty();
    var earlier = sum(quotes.subList(0, quotes.size() - 1).stream().map(QuoteView::seen));
    return quotes.getLast().due().map(earlier::add);
  }

  /// The larger of two sums. Payments that the merchant applied to the invoice belong to no quote,
  /// and the payment list of an invoice with very many payments contains only the last ones.
  private static BigDecimal paid(InvoiceView view, List<QuoteView> quotes, AssetView coin) {
    var quoted = quotes.stream().map(QuoteView::confirmed);
    var listed =
        view.payments().stream()
            .filter(payment -> payment.orphan().isEmpty() && same(payment.asset(), coin))
            .filter(payment -> payment.status() == PaymentStatus.CONFIRMED)
            .filter(payment -> payment.risk() == Risk.NONE)
            .map(PaymentView::amount);
    return sum(quoted).max(sum(listed));
  }

  private static BigDecimal sum(Stream<BigDecimal> amounts) {
    return amounts.reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static boolean same(AssetView a, AssetView b) {
    return a.code().equals(b.code()) && a.chain().equals(b.chain());
  }
}
