package coffer.api.getcrypto;

import coffer.api.ApiServices;
import coffer.api.BodyFields;
import coffer.core.chain.Asset;
import coffer.core.merchant.AcceptedAssets;
import coffer.core.money.Denomination;
import coffer.core.rate.Rates;
import coffer.db.Tx;
import coffer.http.FieldProblem;
import coffer.http.WireJson;
import io.javalin.http.Context;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.Set;

/// The routes `/widget`.
final class WidgetRoutes {
  private static final String AMOUNT = "amount";
  private static final Set<String> READ =
      Set.of("project_id", "currency", "language", AMOUNT, "order_id");
  private static final int DECIMALS = 6;
  // A cross rate is rounded already: its last digits must not round the amount up by a whole step.
  private static final int GUARD_DIGITS = 6;

  private final ProjectLookup projects;
  private final AcceptedAssets acceptance;
  private final Rates rates;

  WidgetRoutes(ApiServices services, ProjectLookup projects) {
    this.projects = projects;
    this.acceptance = new AcceptedAssets(services.chains());
    this.rates = services.rates();
  }

  Object start(Tx tx, GetCryptoCall call) {
    var query = fields(call.ctx());
    var id = FieldRules.project(query);
    var currency = FieldRules.currency(query);
    FieldRules.language(query);
    var amount = FieldRules.amount(query, AMOUNT);
    FieldRules.order(query);
    query.check();
    var price = amount.at(Denomination.DECIMALS).orElseThrow();
    var project = projects.named(tx, call, id);
    var taken = acceptance.of(project);
    var offered = new LinkedHashMap<PaymentMethod, BigDecimal>();
    for (var method : PaymentMethod.values()) {
      acceptance
          .find(project, method.coin().name(), method.network())
          .filter(taken::contains)
          .flatMap(asset -> amount(tx, asset, currency, price))
          .ifPresent(due -> offered.put(method, due));
    }
    return Envelope.of(WidgetWire.of(project, offered));
  }

  /// The price in the asset; the same on all networks, because rates depend on the coin only. Empty
  /// if there is no current rate.
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

  /// The query as if it were a body, so that the same rules apply; the amount becomes a number.
  private static BodyFields fields(Context ctx) {
    var object = WireJson.MAPPER.createObjectNode();
    var given = ctx.queryParamMap();
    given.forEach((name, values) -> object.put(name, values.getFirst()));
    Optional.ofNullable(given.get(AMOUNT))
        .flatMap(values -> FieldRules.number(values.getFirst()))
        .ifPresent(number -> object.put(AMOUNT, number));
    var fields = BodyFields.of(object);
    given.forEach(
        (name, values) -> {
          boolean read = READ.contains(name);
          if (read && values.stream().distinct().count() > 1) {
            fields.wrong(name, new FieldProblem.Repeated());
          }
        });
    return fields;
  }
}
