package coffer.api.coffer;

import coffer.api.Fields;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.merchant.Settings;
import coffer.core.merchant.Settings.Cap;
import coffer.core.money.Amount;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/// What a request changes about a shop. A field that is absent stays as it is; null takes a setting
/// back, where there can be none.
final class ProjectBody {
  private static final long LONGEST = Duration.ofDays(366).toSeconds();
  private static final long MOST_CONFIRMATIONS = 1000;
  private static final int MOST_ASSETS = 50;

  private final Fields body;
  private final BiFunction<String, String, Optional<Asset>> assets;

  /// @param assets what a code and a network mean
  ProjectBody(Fields body, BiFunction<String, String, Optional<Asset>> assets) {
    this.body = body;
    this.assets = assets;
  }

  /// @throws coffer.http.Failure.Failed (Invalid) if anything in it was wrong
  Settings over(Settings now) {
    var after =
        new Settings(
            changes("accepts") ? accepts() : now.accepts(),
            changes("tolerance_percent")
                ? body.percent("tolerance_percent").orElse(BigDecimal.ZERO)
                : now.tolerancePercent(),
            changes("confirmations") ? confirmations() : now.acceptDepth(),
            seconds("expires_in", 1, now.lifetime()),
            seconds("quote_seconds", 1, now.quoteLifetime()),
            seconds("monitor_seconds", 0, now.monitoring()),
            changes("return_url") ? InvoiceBody.webUrl(body, "return_url") : now.returnUrl(),
            changes("fail_url") ? InvoiceBody.webUrl(body, "fail_url") : now.failUrl(),
            changes("settlement") ? settlement() : now.settlement(),
            changes("unconfirmed") ? caps() : now.caps());
    body.check();
    return after;
  }

  private boolean changes(String field) {
    return body.has(field) || body.clears(field);
  }

  private List<String> accepts() {
    return body.objects("accepts", MOST_ASSETS).orElse(List.of()).stream()
        .map(InvoiceBody.Option::read)
        .map(option -> option.asset() + ":" + option.network())
        .distinct()
        .toList();
  }

  private Optional<String> settlement() {
    return body.object("settlement")
        .map(InvoiceBody.Option::read)
        .map(option -> option.asset() + ":" + option.network());
  }

  private Optional<Integer> confirmations() {
    return body.whole("confirmations", 1, MOST_CONFIRMATIONS).map(Long::intValue);
  }

  private Duration seconds(String field, long least, Duration now) {
    return body.whole(field, least, LONGEST).map(Duration::ofSeconds).orElse(now);
  }

  private List<Cap> caps() {
    var caps = new ArrayList<Cap>();
    for (var item : body.objects("unconfirmed", MOST_ASSETS).orElse(List.of())) {
      var option = InvoiceBody.Option.read(item);
      var upTo = item.required("up_to", item.amount("up_to"), BigDecimal.ONE);
      if (upTo.signum() == 0) item.wrong("up_to", "Must be more than zero.");
      var asset = assets.apply(option.asset(), option.network());
      if (asset.isEmpty()) item.wrong("asset", "There is no such asset here.");
      asset.map(found -> new Cap(found, units(item, upTo, found))).ifPresent(caps::add);
    }
    if (caps.stream().map(Cap::asset).distinct().count() < caps.size()) {
      body.wrong("unconfirmed", "Each asset can be there once.");
    }
    return caps;
  }

  private static BigInteger units(Fields item, BigDecimal coins, Asset asset) {
    try {
      return Amount.ofDecimal(coins, asset).units();
    } catch (ArithmeticException _) {
      throw new Rejection.TooPrecise(new Field.At(item.path("up_to")), asset.decimals())
          .asException();
    }
  }
}
