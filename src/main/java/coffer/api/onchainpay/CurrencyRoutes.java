package coffer.api.onchainpay;

import static coffer.api.onchainpay.OnchainPayJson.decimal;

import coffer.api.ApiServices;
import coffer.api.BodyFields;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.Chains;
import coffer.core.merchant.AcceptedAssets;
import coffer.core.money.Denomination;
import coffer.core.rate.Rates;
import coffer.db.Tx;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Which coins there are, what they cost, and how their addresses look.
final class CurrencyRoutes {
  private static final Denomination USD = new Denomination("USD");
  private static final int RATE_DECIMALS = 8;

  private final Chains chains;
  private final AcceptedAssets assets;
  private final Rates rates;

  CurrencyRoutes(ApiServices services) {
    this.chains = services.chains();
    this.assets = new AcceptedAssets(services.chains());
    this.rates = services.rates();
  }

  /// @param priceUSD null if no fresh rate is known
  record CurrencyWire(
      String currency,
      String alias,
      boolean allowDeposit,
      boolean allowWithdrawal,
      Optional<String> priceUSD,
      List<NetworkWire> networks) {}

  /// Nothing is sent out by this server yet, so everything about withdrawals is off.
  ///
  /// @param confirmations 0 = when the chain reports the block as final
  record NetworkWire(
      String name,
      String alias,
      Optional<String> contract,
      String addressRegex,
      Optional<String> tagRegex,
      boolean allowDeposit,
      boolean allowWithdrawal,
      boolean allowCrosschainBridge,
      boolean allowCrosschainSwapFrom,
      boolean allowCrosschainSwapTo,
      boolean allowAutoSwapFrom,
      boolean allowAutoSwapTo,
      String withdrawalFee,
      String withdrawalMin,
      int confirmations,
      boolean underMaintenance) {}

  record AddressCheckWire(boolean isValid, String regex) {}

  Function<Tx, Object> available(OnchainPayCall call, BodyFields body) {
    return tx ->
        assets.of(call.project()).stream()
            .collect(Collectors.groupingBy(Asset::code, LinkedHashMap::new, Collectors.toList()))
            .entrySet()
            .stream()
            .map(coin -> currency(tx, coin.getKey(), coin.getValue()))
            .toList();
  }

  private CurrencyWire currency(Tx tx, String code, List<Asset> on) {
    return new CurrencyWire(
        code,
        code,
        true,
        false,
        rates
            .current(tx, new Denomination(code), USD)
            .map(it -> decimal(it.value().stripTrailingZeros())),
        on.stream().map(this::network).toList());
  }

  private NetworkWire network(Asset asset) {
    var chain = chains.chainOf(asset);
    return new NetworkWire(
        chain.network(),
        chain.spec().title(),
        asset.contract(),
        AddressRegex.of(chain),
        Optional.empty(),
        true,
        false,
        false,
        false,
        false,
        false,
        false,
        "0",
        "0",
        switch (chain.spec().finality()) {
          case Chain.Finality.Tag() -> 0;
          case Chain.Finality.Depth(var blocks) -> blocks;
        },
        false);
  }

  Function<Tx, Object> rate(OnchainPayCall call, BodyFields body) {
    var from = code(body, "from");
    var to = code(body, "to");
    return tx ->
        rates
            .current(tx, from, to)
            .map(rate -> rate.value().setScale(RATE_DECIMALS, RoundingMode.HALF_EVEN))
            .map(rate -> (Object) rate.toPlainString())
            .orElseThrow(() -> new Rejection.RateUnavailable(from.code(), to.code()).asException());
  }

  private static Denomination code(BodyFields body, String name) {
    var text = body.required(name, body.text(name, 20), "USD").toUpperCase(Locale.ROOT);
    if (Denomination.isCode(text)) return new Denomination(text);
    body.wrong(name, "Must be a code such as BTC.");
    return USD;
  }

  Function<Tx, Object> validate(OnchainPayCall call, BodyFields body) {
    var address = body.required("address", body.text("address", 200), "");
    var network = body.required("network", body.text("network", 50), "").toLowerCase(Locale.ROOT);
    return _ -> {
      var chain =
          chains.configured(call.project().mode(), call.project().organizationId()).stream()
              .map(chains::chainOf)
              .filter(each -> each.network().equals(network))
              .findFirst()
              .orElseThrow(
                  () ->
                      new Rejection.AssetUnavailable(new Field.At("network"), "any coin", network)
                          .asException());
      var regex = AddressRegex.of(chain);
      boolean valid =
          address.matches(regex) && chains.format(chain).parse(address, chain).isPresent();
      return new AddressCheckWire(valid, regex);
    };
  }
}
