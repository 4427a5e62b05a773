package coffer.api.itispay;

import coffer.api.ApiServices;
import coffer.api.QueryParameters;
import coffer.core.chain.Asset;
import coffer.core.chain.Chains;
import coffer.core.chain.Mode;
import coffer.core.money.Denomination;
import coffer.core.rate.Rates;
import coffer.db.Db;
import coffer.db.Tx;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.http.Context;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// `/currencies` and `/rates` of the whole server; they need no key.
final class ItIsPayCatalogueRoutes {
  private static final Denomination EURO = new Denomination("EUR");
  private static final List<String> FIAT =
      List.of("EUR", "USD", "GBP", "CHF", "PLN", "CZK", "RUB", "TRY", "JPY");

  /// Clients require a creation time, but Coffer does not store when a currency was added.
  private static final String SINCE = "2026-11-20T00:00:00Z";

  /// An id that no organization has: selects the assets that every organization can use.
  private static final long NO_USER = 0;

  private final Db db;
  private final Chains chains;
  private final Rates rates;
  private final boolean asArray;

  ItIsPayCatalogueRoutes(ApiServices services, boolean asArray) {
    this.db = services.db();
    this.chains = services.chains();
    this.rates = services.rates();
    this.asArray = asArray;
  }

  /// @param precision decimals of an amount and of its units
  /// @param network absent for fiat
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record CurrencyWire(
      String currencyCode,
      boolean isCrypto,
      int precision,
      boolean isActive,
      Optional<String> network,
      String createdAt) {}

  record CurrenciesWire(List<CurrencyWire> currencies) {}

  record RatesWire(Map<String, BigDecimal> rates) {}

  void currencies(Context ctx) {
    var query = QueryParameters.lenient(ctx);
    boolean array = query.choice("format", Map.of("array", true, "object", false), asArray);
    query.check();
    var currencies = db.tx(this::currencies);
    answer(ctx, array ? currencies : new CurrenciesWire(currencies));
  }

  void rates(Context ctx) {
    QueryParameters.lenient(ctx).check();
    answer(ctx, new RatesWire(db.tx(this::rates)));
  }

  private List<CurrencyWire> currencies(Tx tx) {
    var offered = offered();
    var list = new ArrayList<CurrencyWire>();
    offered.forEach((code, asset) -> list.add(coin(code, asset)));
    for (var code : FIAT) {
      if (code.equals(EURO.code()) || known(tx, offered.values().stream(), code)) {
        list.add(new CurrencyWire(code, false, 2, true, Optional.empty(), SINCE));
      }
    }
    return list;
  }

  private CurrencyWire coin(String code, Asset asset) {
    var network = chains.chainOf(asset).network();
    return new CurrencyWire(code, true, asset.precision(), true, Optional.of(network), SINCE);
  }

  private boolean known(Tx tx, Stream<Asset> assets, String fiat) {
    return assets.anyMatch(asset -> rates.current(tx, asset, new Denomination(fiat)).isPresent());
  }

  private Map<String, BigDecimal> rates(Tx tx) {
    var all = new LinkedHashMap<String, BigDecimal>();
    offered()
        .forEach(
            (code, asset) ->
                rates
                    .current(tx, asset, EURO)
                    .ifPresent(rate -> all.put(code, JsonAmounts.plain(rate.value()))));
    return all;
  }

  /// The offered assets by code; if a code exists in live and test mode, the live asset.
  private Map<String, Asset> offered() {
    var all = new LinkedHashMap<String, Asset>();
    Stream.of(
            chains.offered(Mode.LIVE, NO_USER).stream(),
            chains.offered(Mode.TEST, NO_USER).stream(),
            simulated())
        .flatMap(Function.identity())
        .forEach(asset -> all.putIfAbsent(AssetCodes.of(asset, chains.chainOf(asset)), asset));
    return all;
  }

  /// The assets of simulated chains: the same for all organizations, and always available.
  private Stream<Asset> simulated() {
    return chains.all().stream()
        .filter(chain -> chain.spec().sandbox())
        .flatMap(chain -> chains.assetsOf(chain).stream())
        .filter(Asset::enabled);
  }

  private static void answer(Context ctx, Object answer) {
    ctx.result(ItIsPayJson.MAPPER.writeValueAsBytes(answer)).contentType("application/json");
  }
}
