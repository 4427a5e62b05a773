package coffer.web.cabinet;

import coffer.core.merchant.Settings;
import coffer.http.FormFields;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The fields of the form for a project's settings, as they were typed.
///
/// @param accepts the chosen assets, `USDT:tron`; none = all
/// @param lifetime minutes
/// @param quoteLifetime minutes
/// @param monitoring days
/// @param frameOrigins one a line
public record TypedSettings(
    List<String> accepts,
    String tolerance,
    String lifetime,
    String quoteLifetime,
    String monitoring,
    String returnUrl,
    String failUrl,
    String frameOrigins) {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}([.,]\\d{1,6})?");
  private static final BigDecimal MAX_SECONDS =
      BigDecimal.valueOf(Duration.ofDays(366).toSeconds());

  static TypedSettings of(Settings now) {
    return new TypedSettings(
        now.accepts(),
        now.tolerancePercent().stripTrailingZeros().toPlainString(),
        in(now.lifetime(), 60),
        in(now.quoteLifetime(), 60),
        in(now.monitoring(), 86_400),
        now.returnUrl().orElse(""),
        now.failUrl().orElse(""),
        String.join("\n", now.frameOrigins()));
  }

  /// @param offered the assets that the form shows
  static TypedSettings of(FormFields form, List<String> offered) {
    return new TypedSettings(
        offered.stream().filter(name -> form.field("accept." + name).isPresent()).toList(),
        text(form, "tolerance"),
        text(form, "lifetime"),
        text(form, "quote_lifetime"),
        text(form, "monitoring"),
        text(form, "return_url"),
        text(form, "fail_url"),
        text(form, "frame_origins"));
  }

  private static String text(FormFields form, String name) {
    return form.field(name).orElse("").strip();
  }

  /// A time as people type it. Six places are enough for every whole second.
  private static String in(Duration time, long unit) {
    return BigDecimal.valueOf(time.toSeconds())
        .divide(BigDecimal.valueOf(unit), 6, java.math.RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }

  /// The name of the first field that is wrong; "" = none.
  String problem() {
    if (percent().isEmpty()) return "tolerance";
    if (time(lifetime, 60, 1).isEmpty()) return "lifetime";
    if (time(quoteLifetime, 60, 1).isEmpty()) return "quote_lifetime";
    if (time(monitoring, 86_400, 0).isEmpty()) return "monitoring";
    return "";
  }

  private Optional<BigDecimal> percent() {
    return number(tolerance)
        .filter(it -> it.compareTo(BigDecimal.valueOf(100)) <= 0 && it.scale() <= 4);
  }

  private static Optional<BigDecimal> number(String text) {
    return Optional.of(text)
        .filter(it -> NUMBER.matcher(it).matches())
        .map(it -> new BigDecimal(it.replace(',', '.')));
  }

  private static Optional<Duration> time(String text, long unit, long least) {
    return number(text)
        .map(
            it -> it.multiply(BigDecimal.valueOf(unit)).setScale(0, java.math.RoundingMode.HALF_UP))
        .filter(it -> it.compareTo(MAX_SECONDS) <= 0 && it.longValue() >= least)
        .map(it -> Duration.ofSeconds(it.longValue()));
  }

  /// @throws java.util.NoSuchElementException if a field is wrong: see [#problem]
  Settings over(Settings now) {
    return now.change()
        .accepts(accepts)
        .tolerancePercent(percent().orElseThrow())
        .lifetime(time(lifetime, 60, 1).orElseThrow())
        .quoteLifetime(time(quoteLifetime, 60, 1).orElseThrow())
        .monitoring(time(monitoring, 86_400, 0).orElseThrow())
        .returnUrl(Optional.of(returnUrl).filter(it -> !it.isEmpty()))
        .failUrl(Optional.of(failUrl).filter(it -> !it.isEmpty()))
        .frameOrigins(
            Arrays.stream(frameOrigins.split("[\\s,]+")).filter(it -> !it.isEmpty()).toList())
        .build();
  }
}
