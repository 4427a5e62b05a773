package coffer.api.coffer;

import coffer.api.ApiServices;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Chains;
import coffer.core.merchant.AcceptedAssets;
import coffer.core.money.Denomination;
import coffer.core.rate.Rates;
import coffer.db.Tx;
import coffer.http.FieldProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The routes `/assets` and `/rates`.
final class CofferCatalogueRoutes {
  private final Chains chains;
  private final AcceptedAssets acceptance;
  private final Rates rates;
  private final Currencies currencies;

  CofferCatalogueRoutes(ApiServices services) {
    this.chains = services.chains();
    this.acceptance = new AcceptedAssets(chains);
    this.rates = services.rates();
    this.currencies = new Currencies(chains, rates);
  }

  Object assets(Tx tx, CofferCall call) {
    var assets = acceptance.of(call.project());
    return CursorPage.whole(assets.stream().map(asset -> AssetWire.of(asset, chains)).toList());
  }

  Object rate(Tx tx, CofferCall call) {
    var query = call.query();
    var codes = new ArrayList<String>();
    for (var name : List.of("base", "quote")) {
      var code = query.required(name, 12).map(text -> text.toUpperCase(Locale.ROOT));
      code.filter(text -> !Denomination.isCode(text))
          .ifPresent(
              _ -> query.wrong(name, new FieldProblem.Malformed("Must be a code such as BTC.")));
      codes.add(code.orElse(""));
    }
    query.check();
    var base = new Denomination(codes.get(0));
    var quote = new Denomination(codes.get(1));
    return rates
        .current(tx, base, quote)
        .map(quoted -> RateWire.of(base.code(), quote.code(), quoted))
        .orElseThrow(
            () -> {
              currencies.require(tx, base, new Field.At("base"));
              currencies.require(tx, quote, new Field.At("quote"));
              return new Rejection.RateUnavailable(base.code(), quote.code()).asException();
            });
  }
}
