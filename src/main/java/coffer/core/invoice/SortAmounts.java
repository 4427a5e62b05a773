package coffer.core.invoice;

import coffer.core.money.Amount;
import coffer.core.money.Denomination;
import java.math.BigDecimal;
import java.util.Optional;

/// The sums that lists are sorted by, kept with each invoice.
///
/// @param fiat the price, if it is in no coin of the invoice's, or else what the merchant stated
///     beside it
/// @param coin what is due in the coin quoted last, in coins, or else a price in the first coin
record SortAmounts(Optional<BigDecimal> fiat, Optional<BigDecimal> coin) {

  /// Of a new invoice.
  static SortAmounts of(NewInvoice command, Optional<Quote> quoted) {
    var price = command.price().map(units -> new BigDecimal(units, Denomination.DECIMALS));
    var code = command.currency().code();
    boolean inCoin = command.options().stream().anyMatch(asset -> asset.code().equals(code));
    boolean inFirst = command.options().getFirst().code().equals(code);
    return new SortAmounts(
        inCoin ? command.stated() : price,
        quoted.flatMap(SortAmounts::due).or(() -> price.filter(_ -> inFirst)));
  }

  /// In coins; empty on an open invoice.
  static Optional<BigDecimal> due(Quote quote) {
    return quote.due().map(units -> new Amount(units, quote.asset()).toDecimal());
  }
}
