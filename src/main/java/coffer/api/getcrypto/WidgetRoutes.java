package coffer.api.getcrypto;

import coffer.api.Fields;
import coffer.core.chain.Asset;
import coffer.core.merchant.Acceptance;
import coffer.core.money.Denomination;
import coffer.core.rate.Rates;
import coffer.db.Tx;
import coffer.http.Flaw;
import coffer.http.Wire;
import io.javalin.http.Context;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.Set;

/// `/widget`.
final class WidgetRoutes {
  private static final String AMOUNT = "amount";
  private static final Set<String> READ =
      Set.of("project_id", "currency", "language", AMOUNT, "order_id");
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
    var amount = Rules.amount(query, AMOUNT);
    Rules.order(query);
    query.check();
    var price = amount.at(Denomination.DECIMALS).orElseThrow();
    var project = shops.named(tx, call, id);
    var taken = acceptance.of(project);
    var offered = new LinkedHashMap<Way, BigDecimal>();
    for (var way : Way.values()) {
      acceptance
          .find(project, way.coin().name(), way.network())
          .filter(taken::contains)
          .flatMap(asset -> amount(tx, asset, currency, price))
          .ifPresent(due -> offered.put(way, due));
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

  /// The query, as if it stood in a body: what is a number there is text here.
  private static Fields fields(Context ctx) {
    var object = Wire.MAPPER.createObjectNode();
    var given = ctx.queryParamMap();
    given.forEach((name, values) -> object.put(name, values.getFirst()));
    Optional.ofNullable(given.get(AMOUNT))
        .flatMap(values -> Rules.number(values.getFirst()))
        .ifPresent(number -> object.put(AMOUNT, number));
    var fields = Fields.of(object);
    given.forEach(
        (name, values) -> {
          boolean read = READ.contains(name);
          if (read && values.stream().distinct().count() > 1) {
            fields.wrong(name, new Flaw.Repeated());
          }
        });
    return fields;
  }
}
