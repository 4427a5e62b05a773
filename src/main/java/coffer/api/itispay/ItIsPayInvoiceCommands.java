package coffer.api.itispay;

import coffer.api.Decimal;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.chain.Chains;
import coffer.core.invoice.NewInvoice;
import coffer.core.invoice.Quote;
import coffer.core.merchant.AcceptedAssets;
import coffer.core.merchant.Project;
import coffer.core.money.Amount;
import coffer.core.money.Denomination;
import coffer.core.rate.Rates;
import coffer.db.Tx;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Creates invoice commands from requests. The price is in the coin: `crypto_amount` of the
/// response pays the invoice until it expires, and for as long as payments count. The fiat amount
/// is stored in addition.
final class ItIsPayInvoiceCommands {
  private static final int CENTS = 2;

  private final Chains chains;
  private final AcceptedAssets acceptance;
  private final Rates rates;
  private final BigDecimal allowedErrorPercent;

  /// @param allowedErrorPercent default for requests without `allowed_error_percent`
  ItIsPayInvoiceCommands(Chains chains, Rates rates, int allowedErrorPercent) {
    this.chains = chains;
    this.acceptance = new AcceptedAssets(chains);
    this.rates = rates;
    this.allowedErrorPercent = BigDecimal.valueOf(allowedErrorPercent);
  }

  /// The command for an invoice that can be paid.
  ///
  /// @throws Rejection.Refused (AssetUnavailable, RateUnavailable, TooPrecise, AmountTooSmall,
  ///     AmountTooLarge)
  NewInvoice command(Tx tx, Project project, ItIsPayInvoiceRequest order) {
    var asset = asset(project, order);
    var rate = rates.current(tx, asset, fiat(order)).map(Rates.Quoted::value);
    boolean needed = order.cryptoAmount().isEmpty() || !order.inEuro();
    if (rate.isEmpty() && needed) throw noRate(asset, order);
    var due = due(order, asset, rate).orElseThrow(() -> noRate(asset, order));
    return command(order, asset, Optional.of(due), rate, Optional.of(order.lifetime().toMinutes()));
  }

  /// The command for a record of a past invoice; it needs no exchange rate of that time.
  ///
  /// @throws Rejection.Refused (AssetUnavailable, TooPrecise, AmountTooSmall, AmountTooLarge)
  NewInvoice record(Tx tx, Project project, ItIsPayInvoiceRequest order, Instant at) {
    var asset = asset(project, order);
    var rate = rates.at(tx, asset, fiat(order), at);
    return command(order, asset, due(order, asset, rate), rate, Optional.empty());
  }

  private NewInvoice command(
      ItIsPayInvoiceRequest order,
      Asset asset,
      Optional<BigDecimal> due,
      Optional<BigDecimal> rate,
      Optional<Long> expireMin) {
    var fiat = order.fiatAmount().or(() -> fiat(due, rate));
    var fiatCurrency = fiat.map(_ -> order.fiat()).or(order::fiatCurrency);
    var stated = new ItIsPayMetadata(order.callbackUrl(), fiat, fiatCurrency, expireMin);
    return NewInvoice.of(ItIsPayApi.DIALECT, new Denomination(asset.code()), List.of(asset))
        .price(due.map(coins -> price(coins, asset)))
        .onlyOneOfOrder(order.orderId())
        .description(order.orderName())
        .meta(stated.meta())
        .lifetime(Optional.of(order.lifetime()))
        .tolerancePercent(order.allowedErrorPercent().or(() -> Optional.of(allowedErrorPercent)))
        .callback(order.callbackUrl().map(url -> new NewInvoice.Callback(url, true)))
        .stated(fiat)
        .build();
  }

  private Asset asset(Project project, ItIsPayInvoiceRequest order) {
    return chains.offered(project.mode(), project.organizationId()).stream()
        .filter(asset -> AssetCodes.means(order.currency(), asset, chains.chainOf(asset)))
        .flatMap(asset -> taken(project, asset).stream())
        .findFirst()
        .orElseThrow(
            () ->
                new Rejection.AssetUnavailable(Field.Invoice.ASSET, order.currency(), "")
                    .asException());
  }

  /// The asset that the project accepts under a code and a network. The network is its public name
  /// or the name of the chain itself.
  private Optional<Asset> taken(Project project, Asset asset) {
    var chain = chains.chainOf(asset);
    return acceptance
        .find(project, asset.code(), chain.network())
        .or(() -> acceptance.find(project, asset.code(), chain.name()));
  }

  /// The amount due in coins: as stated, or converted from the fiat amount and rounded up to the
  /// asset's precision.
  private static Optional<BigDecimal> due(
      ItIsPayInvoiceRequest order, Asset asset, Optional<BigDecimal> rate) {
    if (order.cryptoAmount().isPresent()) {
      return order.cryptoAmount().map(amount -> typed(amount, asset));
    }
    var worth = Amount.ofDecimal(order.fiatAmount().orElseThrow(), fiat(order)).units();
    return rate.map(
        value ->
            new Amount(
                    Quote.Sum.of(worth, value, asset, BigDecimal.ZERO, BigDecimal.ZERO).due(),
                    asset)
                .toDecimal());
  }

  private static Optional<BigDecimal> fiat(Optional<BigDecimal> due, Optional<BigDecimal> rate) {
    return due.flatMap(coins -> rate.map(coins::multiply))
        .map(amount -> amount.setScale(CENTS, RoundingMode.HALF_EVEN))
        .map(JsonAmounts::plain);
  }

  /// The stated amount with the asset's precision, which is what a payer can enter in a wallet.
  private static BigDecimal typed(Decimal amount, Asset asset) {
    var coins =
        amount
            .at(asset.precision())
            .orElseThrow(
                () ->
                    new Rejection.TooPrecise(Field.Invoice.PRICE, asset.precision()).asException());
    if (coins.signum() > 0) return coins;
    var least = BigDecimal.ONE.movePointLeft(asset.precision());
    throw new Rejection.AmountTooSmall(Field.Invoice.PRICE, least, asset.code()).asException();
  }

  private static BigInteger price(BigDecimal coins, Asset asset) {
    if (coins.compareTo(JsonAmounts.most(asset.precision())) > 0) {
      throw new Rejection.AmountTooLarge(Field.Invoice.PRICE).asException();
    }
    return Amount.ofDecimal(coins, new Denomination(asset.code())).units();
  }

  private static Denomination fiat(ItIsPayInvoiceRequest order) {
    return new Denomination(order.fiat());
  }

  private static Rejection.Refused noRate(Asset asset, ItIsPayInvoiceRequest order) {
    return new Rejection.RateUnavailable(asset.code(), order.fiat()).asException();
  }
}
