package coffer.api.getcrypto;

import coffer.api.Fields;
import coffer.core.chain.Asset;
import coffer.core.merchant.Acceptance;
import coffer.core.money.Denomination;
import coffer.core.rate.Rates;
import coffer.db.Tx;
import coffer.http.Wire;
import io.javalin.http.Context;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Optional;

/// `/widget`.
final class WidgetRoutes {
  private static final int DECIMALS = 6;
  // A crossed rate is rounded itself: its last digits must not push the sum up by a whole step.
  private static final int GUARD_DIGITS = 6;

  private final Shops shops;
  private final Acceptance acceptance;
  private final Rates rates;

  WidgetRoutes(GetCryptoApi.Services services, Shops shops) {
    this.shops = shops;
    this.acceptance = new Acceptance(services.chains());
    this.rates = services.rates();
  }

  Object start(Tx tx, Call call) {
    var query = fields(call.ctx());
    var id = Rules.project(query);
    var currency = Rules.currency(query);
    Rules.language(query);
    var price = Rules.amount(query, "amount");
    Rules.order(query);
    query.check();
    var project = shops.named(tx, call, id);
    var offered = new LinkedHashMap<Way, BigDecimal>();
    for (var way : Way.values()) {
      acceptance
          .find(project, way.coin().name(), way.network())
          .flatMap(asset -> amount(tx, asset, currency, price))
          .ifPresent(amount -> offered.put(way, amount));
    }
    return Envelope.of(WidgetWire.of(project, offered));
  }

  /// The same on all networks: rates go by the coin. Empty if it has none at present.
  private Optional<BigDecimal> amount(Tx tx, Asset asset, Denomination currency, BigDecimal price) {
    return rates
        .current(tx, asset, currency)
        .map(
            rate ->
                price
                    .divide(rate.value(), DECIMALS + GUARD_DIGITS, RoundingMode.HALF_EVEN)
                    .setScale(DECIMALS, RoundingMode.UP)
                    .max(BigDecimal.ONE.movePointLeft(DECIMALS)));
  }

  /// The query, as if it stood in a body.
  private static Fields fields(Context ctx) {
    var object = Wire.MAPPER.createObjectNode();
    ctx.queryParamMap().forEach((name, values) -> object.put(name, values.getFirst()));
    return Fields.of(object);
  }
}
