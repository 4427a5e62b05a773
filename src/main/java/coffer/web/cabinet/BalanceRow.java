package coffer.web.cabinet;

import coffer.core.chain.Asset;
import coffer.core.chain.Chains;
import coffer.core.ledger.Ledger.Balance;
import coffer.core.money.Amount;
import coffer.web.DisplayAmount;
import java.math.BigInteger;
import java.util.List;

/// A line of the table of balances, in whole coins.
public record BalanceRow(
    String code, String network, String available, String unmatched, String reserved) {

  static List<BalanceRow> of(List<Balance> balances, Chains chains) {
    return balances.stream()
        .map(balance -> of(balance, (Asset) balance.currency(), chains))
        .toList();
  }

  private static BalanceRow of(Balance balance, Asset asset, Chains chains) {
    return new BalanceRow(
        asset.code(),
        chains.chainOf(asset).spec().title(),
        coins(balance.available(), asset),
        coins(balance.orphan(), asset),
        coins(balance.reserved().add(balance.held()), asset));
  }

  private static String coins(BigInteger units, Asset asset) {
    var text = DisplayAmount.coins(new Amount(units.abs(), asset).toDecimal(), "").text();
    return units.signum() < 0 ? "\u2212" + text : text;
  }
}
