package coffer.api.coffer;

import coffer.api.BodyFields;
import coffer.api.Decimal;
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

/// Changes to a project's settings. An absent field keeps its value; null resets it to the default
/// of new projects.
///
/// @param accepts empty = unchanged, as for all components
record ProjectRequest(
    Optional<List<String>> accepts,
    Optional<BigDecimal> tolerancePercent,
    Optional<Optional<Integer>> confirmations,
    Optional<Duration> lifetime,
    Optional<Duration> quoteLifetime,
    Optional<Duration> monitoring,
    Optional<Optional<String>> returnUrl,
    Optional<Optional<String>> failUrl,
    Optional<Optional<String>> settlement,
    Optional<List<String>> frameOrigins,
    Optional<Optional<String>> supportUrl,
    Optional<Optional<String>> supportEmail,
    Optional<Optional<String>> accentColor,
    Optional<List<Cap>> caps) {
  private static final long MAX_SECONDS = Duration.ofDays(366).toSeconds();
  private static final long MAX_CONFIRMATIONS = 1000;
  private static final int MAX_ASSETS = 50;
  private static final int MAX_ORIGIN_LENGTH = 2048;
  private static final int MAX_EMAIL_LENGTH = 254;
  private static final int COLOR_LENGTH = 7;

  /// @param assets finds the asset of a code and a network
  static ProjectRequest read(BodyFields body, BiFunction<String, String, Optional<Asset>> assets) {
    return new ProjectRequest(
        change(body, "accepts", () -> accepts(body)),
        change(
            body,
            "tolerance_percent",
            () -> body.percent("tolerance_percent").orElse(BigDecimal.ZERO)),
        change(body, "confirmations", () -> confirmations(body)),
        seconds(body, "expires_in", 1, Settings.DEFAULT_LIFETIME),
        seconds(body, "quote_seconds", 1, Settings.DEFAULT_QUOTE_LIFETIME),
        seconds(body, "monitor_seconds", 0, Settings.DEFAULT_MONITORING),
        change(body, "return_url", () -> CofferInvoiceRequest.webUrl(body, "return_url")),
        change(body, "fail_url", () -> CofferInvoiceRequest.webUrl(body, "fail_url")),
        change(body, "settlement", () -> settlement(body)),
        change(body, "frame_origins", () -> frameOrigins(body)),
        change(body, "support_url", () -> CofferInvoiceRequest.webUrl(body, "support_url")),
        change(body, "support_email", () -> body.text("support_email", MAX_EMAIL_LENGTH)),
        change(body, "accent_color", () -> body.text("accent_color", COLOR_LENGTH)),
        change(body, "unconfirmed", () -> caps(body, assets)));
  }

  Settings over(Settings now) {
    return now.change()
        .accepts(accepts.orElse(now.accepts()))
        .tolerancePercent(tolerancePercent.orElse(now.tolerancePercent()))
        .acceptDepth(confirmations.orElse(now.acceptDepth()))
        .lifetime(lifetime.orElse(now.lifetime()))
        .quoteLifetime(quoteLifetime.orElse(now.quoteLifetime()))
        .monitoring(monitoring.orElse(now.monitoring()))
        .returnUrl(returnUrl.orElse(now.returnUrl()))
        .failUrl(failUrl.orElse(now.failUrl()))
        .settlement(settlement.orElse(now.settlement()))
        .frameOrigins(frameOrigins.orElse(now.frameOrigins()))
        .support(
            new Settings.Support(
                supportUrl.orElse(now.support().url()), supportEmail.orElse(now.support().email())))
        .look(new Settings.Look(accentColor.orElse(now.look().accent()), now.look().logo()))
        .build();
  }

  private static <T> Optional<T> change(BodyFields body, String field, Supplier<T> read) {
    return body.has(field) || body.clears(field) ? Optional.of(read.get()) : Optional.empty();
  }

  private static List<String> accepts(BodyFields body) {
    return body.objects("accepts", MAX_ASSETS).orElse(List.of()).stream()
        .map(CofferInvoiceRequest.Option::read)
        .map(option -> option.asset() + ":" + option.network())
        .distinct()
        .toList();
  }

  private static List<String> frameOrigins(BodyFields body) {
    return body.texts("frame_origins", Settings.MAX_FRAME_ORIGINS, MAX_ORIGIN_LENGTH)
        .orElse(List.of());
  }

  private static Optional<String> settlement(BodyFields body) {
    return body.object("settlement")
        .map(CofferInvoiceRequest.Option::read)
        .map(option -> option.asset() + ":" + option.network());
  }

  private static Optional<Integer> confirmations(BodyFields body) {
    return body.whole("confirmations", 1, MAX_CONFIRMATIONS).map(Long::intValue);
  }

  private static Optional<Duration> seconds(
      BodyFields body, String field, long least, Duration usual) {
    return change(
        body,
        field,
        () -> body.whole(field, least, MAX_SECONDS).map(Duration::ofSeconds).orElse(usual));
  }

  private static List<Cap> caps(
      BodyFields body, BiFunction<String, String, Optional<Asset>> assets) {
    var caps = new ArrayList<Cap>();
    for (var item : body.objects("unconfirmed", MAX_ASSETS).orElse(List.of())) {
      var option = CofferInvoiceRequest.Option.read(item);
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

  private static BigInteger units(BodyFields item, Decimal coins, Asset asset) {
    return coins
        .at(asset.decimals())
        .map(number -> Amount.ofDecimal(number, asset).units())
        .orElseThrow(
            () ->
                new Rejection.TooPrecise(new Field.At(item.path("up_to")), asset.decimals())
                    .asException());
  }
}
