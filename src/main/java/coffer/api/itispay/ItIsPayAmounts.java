package coffer.api.itispay;

import coffer.core.invoice.CoinAmounts;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.AssetView;
import java.math.BigDecimal;
import java.util.Optional;

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
    var amounts = CoinAmounts.of(view);
    var coin = amounts.coin();
    var due = amounts.newest().isPresent() ? amounts.due() : unquoted(view, coin);
    boolean inFiat = view.options().stream().noneMatch(o -> o.code().equals(view.currency()));
    return new ItIsPayAmounts(
        coin,
        due.map(sum -> JsonAmounts.due(sum, coin.precision())),
        JsonAmounts.paid(amounts.paid(), coin.precision()),
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

  private static Optional<BigDecimal> unquoted(InvoiceView view, AssetView coin) {
    return view.price().filter(_ -> view.currency().equals(coin.code()));
  }
}
