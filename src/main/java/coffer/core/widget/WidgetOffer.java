package coffer.core.widget;

import coffer.core.chain.Asset;
import coffer.core.chain.Chains;
import coffer.core.merchant.AcceptedAssets;
import coffer.core.merchant.Project;
import coffer.core.money.Denomination;
import coffer.core.rate.Rates;
import coffer.db.Tx;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a payer can choose in a widget at present.
///
/// @param currencies of the price, those with a rate; empty = no invoice can be made
/// @param price in price units (1e-8) of the only currency; empty = the payer types an amount
/// @param assets what the invoice can be paid in
public record WidgetOffer(List<String> currencies, Optional<BigInteger> price, List<Asset> assets) {
  /// The currencies of national money that a payer can choose from if none was named.
  private static final List<String> USUAL = List.of("USD", "EUR", "RUB");

  /// What the link to a widget asks for. The widget's own terms apply first.
  ///
  /// @param currencies codes; empty = all
  /// @param amount applies only if there is one currency
  /// @param coins empty = all
  public record Wanted(List<String> currencies, Optional<BigDecimal> amount, List<Coin> coins) {}

  /// @param code in upper case
  /// @param network in lower case; empty = each network of the coin
  public record Coin(String code, Optional<String> network) {
    boolean matches(Asset asset, String name) {
      return asset.code().equals(code) && network.map(name::equals).orElse(true);
    }
  }

  static WidgetOffer of(
      Tx tx, Chains chains, Rates rates, PaymentWidget widget, Project project, Wanted wanted) {
    var assets = assets(chains, project, widget.terms().assets(), wanted.coins);
    var currencies =
        currencies(widget, wanted.currencies, assets)
            .distinct()
            .filter(Denomination::isCode)
            .filter(code -> assets.stream().anyMatch(asset -> rated(tx, rates, asset, code)))
            .toList();
    var price =
        widget.terms().price().isPresent()
            ? widget.terms().price()
            : wanted.amount.filter(_ -> currencies.size() == 1).map(WidgetOffer::units);
    return new WidgetOffer(currencies, price, assets);
  }

  /// @param amount more than zero, with at most 8 decimals
  public static BigInteger units(BigDecimal amount) {
    return amount.setScale(Denomination.DECIMALS).unscaledValue();
  }

  /// A price without trailing zeros: `12.5`.
  ///
  /// @param units price units (1e-8)
  public static String text(BigInteger units) {
    var stripped = new BigDecimal(units, Denomination.DECIMALS).stripTrailingZeros();
    return (stripped.scale() < 0 ? stripped.setScale(0) : stripped).toPlainString();
  }

  private static boolean rated(Tx tx, Rates rates, Asset asset, String currency) {
    return rates.current(tx, asset, new Denomination(currency)).isPresent();
  }

  /// What a project accepts at present.
  ///
  /// @param keys only these, `USDT:tron`; empty = all
  /// @param coins only these; empty = all
  public static List<Asset> assets(
      Chains chains, Project project, List<String> keys, List<Coin> coins) {
    return new AcceptedAssets(chains)
        .of(project).stream()
            .filter(
                asset ->
                    keys.isEmpty() || keys.contains(asset.code() + ":" + network(chains, asset)))
            .filter(
                asset ->
                    coins.isEmpty()
                        || coins.stream().anyMatch(it -> it.matches(asset, network(chains, asset))))
            .toList();
  }

  private static String network(Chains chains, Asset asset) {
    return chains.chainOf(asset).network();
  }

  private static Stream<String> currencies(
      PaymentWidget widget, List<String> wanted, List<Asset> assets) {
    var own = widget.terms().currencies();
    if (widget.terms().price().isPresent()) return own.stream();
    if (!wanted.isEmpty()) return wanted.stream().filter(it -> own.isEmpty() || own.contains(it));
    if (!own.isEmpty()) return own.stream();
    return Stream.concat(USUAL.stream(), assets.stream().map(Asset::code));
  }
}
