package coffer.api.coffer;

import coffer.api.Decimal;
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
import java.util.function.Supplier;

/// What a request changes about a shop. A field that is absent stays as it is; null takes a setting
/// back to what a new shop has.
///
/// @param accepts and the others: empty = unchanged
record ProjectBody(
    Optional<List<String>> accepts,
    Optional<BigDecimal> tolerancePercent,
    Optional<Optional<Integer>> confirmations,
    Optional<Duration> lifetime,
    Optional<Duration> quoteLifetime,
    Optional<Duration> monitoring,
    Optional<Optional<String>> returnUrl,
    Optional<Optional<String>> failUrl,
    Optional<Optional<String>> settlement,
    Optional<List<Cap>> caps) {
  private static final long LONGEST = Duration.ofDays(366).toSeconds();
  private static final long MOST_CONFIRMATIONS = 1000;
  private static final int MOST_ASSETS = 50;

  /// @param assets what a code and a network mean
  static ProjectBody read(Fields body, BiFunction<String, String, Optional<Asset>> assets) {
    return new ProjectBody(
        change(body, "accepts", () -> accepts(body)),
        change(
            body,
            "tolerance_percent",
            () -> body.percent("tolerance_percent").orElse(BigDecimal.ZERO)),
        change(body, "confirmations", () -> confirmations(body)),
        seconds(body, "expires_in", 1, Settings.LIFETIME),
        seconds(body, "quote_seconds", 1, Settings.QUOTE_LIFETIME),
        seconds(body, "monitor_seconds", 0, Settings.MONITORING),
        change(body, "return_url", () -> InvoiceBody.webUrl(body, "return_url")),
        change(body, "fail_url", () -> InvoiceBody.webUrl(body, "fail_url")),
        change(body, "settlement", () -> settlement(body)),
        change(body, "unconfirmed", () -> caps(body, assets)));
  }

  Settings over(Settings now) {
    return new Settings(
        accepts.orElse(now.accepts()),
        tolerancePercent.orElse(now.tolerancePercent()),
        confirmations.orElse(now.acceptDepth()),
        lifetime.orElse(now.lifetime()),
        quoteLifetime.orElse(now.quoteLifetime()),
        monitoring.orElse(now.monitoring()),
        returnUrl.orElse(now.returnUrl()),
        failUrl.orElse(now.failUrl()),
        settlement.orElse(now.settlement()),
        caps.orElse(now.caps()));
  }

  private static <T> Optional<T> change(Fields body, String field, Supplier<T> read) {
    return body.has(field) || body.clears(field) ? Optional.of(read.get()) : Optional.empty();
  }

  private static List<String> accepts(Fields body) {
    return body.objects("accepts", MOST_ASSETS).orElse(List.of()).stream()
        .map(InvoiceBody.Option::read)
        .map(option -> option.asset() + ":" + option.network())
        .distinct()
        .toList();
  }

  private static Optional<String> settlement(Fields body) {
    return body.object("settlement")
        .map(InvoiceBody.Option::read)
        .map(option -> option.asset() + ":" + option.network());
  }

  private static Optional<Integer> confirmations(Fields body) {
    return body.whole("confirmations", 1, MOST_CONFIRMATIONS).map(Long::intValue);
  }

  private static Optional<Duration> seconds(Fields body, String field, long least, Duration usual) {
    return change(
        body,
        field,
        () -> body.whole(field, least, LONGEST).map(Duration::ofSeconds).orElse(usual));
  }

  private static List<Cap> caps(Fields body, BiFunction<String, String, Optional<Asset>> assets) {
    var caps = new ArrayList<Cap>();
    for (var item : body.objects("unconfirmed", MOST_ASSETS).orElse(List.of())) {
      var option = InvoiceBody.Option.read(item);
      var upTo = item.required("up_to", item.amount("up_to"), Decimal.exact(BigDecimal.ONE));
      if (upTo.signum() == 0) item.wrong("up_to", "Must be more than zero.");
      if (item.failed("asset") || item.failed("network")) continue;
      var asset = assets.apply(option.asset(), option.network());
      if (asset.isEmpty()) item.wrong("asset", "There is no such asset here.");
      asset.map(found -> new Cap(found, units(item, upTo, found))).ifPresent(caps::add);
    }
    if (caps.stream().map(Cap::asset).distinct().count() < caps.size()) {
      body.wrong("unconfirmed", "Each asset can be there once.");
    }
    return caps;
  }

  private static BigInteger units(Fields item, Decimal coins, Asset asset) {
    return coins
        .at(asset.decimals())
        .map(number -> Amount.ofDecimal(number, asset).units())
        .orElseThrow(
            () ->
                new Rejection.TooPrecise(new Field.At(item.path("up_to")), asset.decimals())
                    .asException());
  }
}
