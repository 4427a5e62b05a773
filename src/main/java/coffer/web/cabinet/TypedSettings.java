package coffer.web.cabinet;

import coffer.core.chain.Asset;
import coffer.core.chain.Chains;
import coffer.core.merchant.Project;
import coffer.core.merchant.Settings;
import coffer.core.merchant.Settings.Cap;
import coffer.core.money.Amount;
import coffer.http.FormFields;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The fields of the form for a project's settings, as they were typed.
///
/// @param lifetime minutes
/// @param quoteLifetime minutes
/// @param monitoring days
/// @param confirmations "" = by the amount, or the chain's finality
/// @param settlement `USDT:tron`; "" = none
/// @param frameOrigins one a line
/// @param unconfirmed one a line: `BTC:bitcoin 0.001`
public record TypedSettings(
    String tolerance,
    String lifetime,
    String quoteLifetime,
    String monitoring,
    String confirmations,
    String settlement,
    String returnUrl,
    String failUrl,
    String frameOrigins,
    String unconfirmed) {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}([.,]\\d{1,6})?");
  private static final Pattern CAP =
      Pattern.compile("([^\\s:]{1,32}):(\\S{1,64})\\s+(\\d{1,15}([.,]\\d{1,18})?)");
  private static final BigDecimal MAX_SECONDS =
      BigDecimal.valueOf(Duration.ofDays(366).toSeconds());
  private static final int MAX_CONFIRMATIONS = 1000;
  private static final int MAX_CAPS = 50;

  static TypedSettings of(Settings now, List<Cap> caps, Chains chains) {
    return new TypedSettings(
        now.tolerancePercent().stripTrailingZeros().toPlainString(),
        in(now.lifetime(), 60),
        in(now.quoteLifetime(), 60),
        in(now.monitoring(), 86_400),
        now.acceptDepth().map(String::valueOf).orElse(""),
        now.settlement().orElse(""),
        now.returnUrl().orElse(""),
        now.failUrl().orElse(""),
        String.join("\n", now.frameOrigins()),
        caps.stream().map(cap -> text(cap, chains)).collect(Collectors.joining("\n")));
  }

  private static String text(Cap cap, Chains chains) {
    var coins = new BigDecimal(cap.units(), cap.asset().decimals()).stripTrailingZeros();
    var chain = chains.chainOf(cap.asset());
    return "%s:%s %s".formatted(cap.asset().code(), chain.name(), coins.toPlainString());
  }

  static TypedSettings of(FormFields form) {
    return new TypedSettings(
        text(form, "tolerance"),
        text(form, "lifetime"),
        text(form, "quote_lifetime"),
        text(form, "monitoring"),
        text(form, "confirmations"),
        text(form, "settlement"),
        text(form, "return_url"),
        text(form, "fail_url"),
        text(form, "frame_origins"),
        text(form, "unconfirmed"));
  }

  private static String text(FormFields form, String name) {
    return form.field(name).orElse("").strip();
  }

  /// A time as people type it. Six places are enough for every whole second.
  private static String in(Duration time, long unit) {
    return BigDecimal.valueOf(time.toSeconds())
        .divide(BigDecimal.valueOf(unit), 6, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }

  /// The name of the first field that is wrong; "" = none.
  String problem(Project project, Chains chains) {
    if (percent().isEmpty()) return "tolerance";
    if (time(lifetime, 60, 1).isEmpty()) return "lifetime";
    if (time(quoteLifetime, 60, 1).isEmpty()) return "quote_lifetime";
    if (time(monitoring, 86_400, 0).isEmpty()) return "monitoring";
    if (!confirmations.isEmpty() && depth().isEmpty()) return "confirmations";
    if (caps(project, chains).isEmpty()) return "unconfirmed";
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
        .map(it -> it.multiply(BigDecimal.valueOf(unit)).setScale(0, RoundingMode.HALF_UP))
        .filter(it -> it.compareTo(MAX_SECONDS) <= 0 && it.longValue() >= least)
        .map(it -> Duration.ofSeconds(it.longValue()));
  }

  private Optional<Integer> depth() {
    return Optional.of(confirmations)
        .filter(it -> it.matches("[0-9]{1,4}"))
        .map(Integer::valueOf)
        .filter(it -> it >= 1 && it <= MAX_CONFIRMATIONS);
  }

  /// The amounts that count before they are in a block; empty if a line is wrong.
  Optional<List<Cap>> caps(Project project, Chains chains) {
    var lines = unconfirmed.lines().map(String::strip).filter(it -> !it.isEmpty()).toList();
    if (lines.size() > MAX_CAPS) return Optional.empty();
    var caps = new ArrayList<Cap>();
    for (var line : lines) {
      var cap = cap(line, project, chains);
      if (cap.isEmpty()) return Optional.empty();
      caps.add(cap.get());
    }
    long assets = caps.stream().map(Cap::asset).distinct().count();
    return Optional.<List<Cap>>of(caps).filter(_ -> assets == caps.size());
  }

  private static Optional<Cap> cap(String line, Project project, Chains chains) {
    var parts = CAP.matcher(line);
    if (!parts.matches()) return Optional.empty();
    var coins = new BigDecimal(parts.group(3).replace(',', '.')).stripTrailingZeros();
    return chains
        .find(project.mode(), project.organizationId(), parts.group(1), parts.group(2))
        .filter(asset -> coins.signum() > 0 && coins.scale() <= asset.decimals())
        .map(asset -> cap(asset, coins));
  }

  private static Cap cap(Asset asset, BigDecimal coins) {
    return new Cap(asset, Amount.ofDecimal(coins, asset).units());
  }

  /// @throws java.util.NoSuchElementException if a field is wrong: see [#problem]
  Settings over(Settings now) {
    return now.change()
        .tolerancePercent(percent().orElseThrow())
        .lifetime(time(lifetime, 60, 1).orElseThrow())
        .quoteLifetime(time(quoteLifetime, 60, 1).orElseThrow())
        .monitoring(time(monitoring, 86_400, 0).orElseThrow())
        .acceptDepth(depth())
        .settlement(given(settlement))
        .returnUrl(given(returnUrl))
        .failUrl(given(failUrl))
        .frameOrigins(
            Arrays.stream(frameOrigins.split("[\\s,]+")).filter(it -> !it.isEmpty()).toList())
        .build();
  }

  private static Optional<String> given(String text) {
    return Optional.of(text).filter(it -> !it.isEmpty());
  }
}
