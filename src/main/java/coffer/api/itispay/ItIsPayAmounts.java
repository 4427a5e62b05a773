package coffer.api.itispay;

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

/// The due and paid amounts of an invoice, in one coin and in fiat. It works for invoices of every
/// API. The coin is that of the newest quote or, without quotes, the first option.
///
/// @param due empty = an open amount, or no coin is chosen yet
/// @param paid confirmed payments in that coin
/// @param fiat the amount stated in the request, or the price; empty if the price is in a coin
record ItIsPayAmounts(
    AssetView coin,
    Optional<BigDecimal> due,
    BigDecimal paid,
    Optional<BigDecimal> fiat,
    Optional<String> fiatCurrency) {

  static ItIsPayAmounts of(InvoiceView view) {
    var newest = view.quotes().isEmpty() ? Optional.<QuoteView>empty() : newest(view);
    var coin = newest.map(QuoteView::asset).orElseGet(() -> view.options().getFirst());
    var quotes = view.quotes().stream().filter(quote -> same(quote.asset(), coin)).toList();
    var due = newest.isPresent() ? due(quotes) : unquoted(view, coin);
    var paid = paid(view, quotes, coin);
    boolean inFiat = view.options().stream().noneMatch(o -> o.code().equals(view.currency()));
    return new ItIsPayAmounts(
        coin,
        due.map(sum -> JsonAmounts.due(sum, coin.precision())),
        JsonAmounts.paid(paid, coin.precision()),
        ItIsPayMetadata.fiat(view)
            .or(() -> view.price().filter(_ -> inFiat))
            .map(JsonAmounts::plain),
        ItIsPayMetadata.fiatCurrency(view)
            .or(() -> Optional.of(view.currency()).filter(_ -> inFiat)));
  }

  String currency() {
    return AssetCodes.of(coin);
  }

  Optional<Long> dueUnits() {
    return due.flatMap(sum -> JsonAmounts.units(sum, coin.precision()));
  }

  Optional<Long> paidUnits() {
    return JsonAmounts.units(paid, coin.precision());
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

  private static Optional<QuoteView> newest(InvoiceView view) {
    return Optional.of(view.quotes().getLast());
  }

  /// The total due. A later quote asks only for the missing part, so the payments to earlier quotes
  /// are added.
  private static Optional<BigDecimal> due(List<QuoteView> quotes) {
    var earlier =
        quotes.stream()
            .limit(quotes.size() - 1L)
            .map(QuoteView::seen)
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    return quotes.getLast().due().map(earlier::add);
  }

  private static Optional<BigDecimal> unquoted(InvoiceView view, AssetView coin) {
    return view.price().filter(_ -> view.currency().equals(coin.code()));
  }

  private static boolean same(AssetView a, AssetView b) {
    return a.code().equals(b.code()) && a.chain().equals(b.chain());
  }
}
