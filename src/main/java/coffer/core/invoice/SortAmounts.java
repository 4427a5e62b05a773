package coffer.core.invoice;

import coffer.core.money.Amount;
import coffer.core.money.Denomination;
import java.math.BigDecimal;
import java.util.Optional;

/// The amounts by which lists are sorted, stored with each invoice.
///
/// @param fiat the price if its currency is none of the invoice's coins, otherwise the fiat amount
///     that the merchant stated
/// @param coin the amount due in the coin of the latest quote, in whole coins; without a quote, the
///     price if it is in the first coin
record SortAmounts(Optional<BigDecimal> fiat, Optional<BigDecimal> coin) {

  /// The amounts of a new invoice.
  static SortAmounts of(NewInvoice command, Optional<Quote> quoted) {
    var price = command.price().map(units -> new BigDecimal(units, Denomination.DECIMALS));
    var code = command.currency().code();
    boolean inCoin = command.options().stream().anyMatch(asset -> asset.code().equals(code));
    boolean inFirst = command.options().getFirst().code().equals(code);
    return new SortAmounts(
        inCoin ? command.stated() : price,
        quoted.flatMap(SortAmounts::due).or(() -> price.filter(_ -> inFirst)));
  }

  /// The amount due, in whole coins; empty if any amount is accepted.
  static Optional<BigDecimal> due(Quote quote) {
    return quote.due().map(units -> new Amount(units, quote.asset()).toDecimal());
  }
}
