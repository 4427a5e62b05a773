package coffer.web.cabinet;

import static java.math.RoundingMode.HALF_EVEN;

import coffer.core.ledger.DailySums.Received;
import coffer.core.money.Denomination;
import coffer.core.rate.PastRates;
import coffer.web.DisplayAmount;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a project received in the last 30 days (UTC): by currency, and as a chart by day.
///
/// @param currency of the values
/// @param total the value of all days
/// @param days each of the 30, also those without income; empty if nothing was received
/// @param most the value of the highest bar
/// @param withoutRate codes of the coins that are missing in the values
public record Income(
    List<IncomeRow> rows,
    String currency,
    String total,
    List<IncomeDay> days,
    String most,
    List<String> withoutRate) {

  static final int DAYS = 30;
  private static final int WEEK = 7;
  private static final int STEP = 10;
  private static final int HIGHEST = 100;

  private record Valued(Received received, Optional<BigDecimal> value) {}

  static LocalDate since(Instant now) {
    return LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(DAYS - 1L);
  }

  /// @param received since [#since]
  /// @param rates for the value of each day, at its end
  static Income of(List<Received> received, PastRates rates, Denomination currency, Instant now) {
    var valued = new ArrayList<Valued>();
    for (var each : received) valued.add(valued(each, rates, currency, now));
    var byCode = new TreeMap<String, List<Valued>>();
    var byDay = new TreeMap<LocalDate, BigDecimal>();
    var without = new ArrayList<String>();
    for (var each : valued) {
      var code = each.received.asset().code();
      byCode.computeIfAbsent(code, _ -> new ArrayList<>()).add(each);
      byDay.merge(each.received.day(), each.value.orElse(BigDecimal.ZERO), BigDecimal::add);
      if (each.value.isEmpty() && !without.contains(code)) without.add(code);
    }
    var today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    var rows = new ArrayList<IncomeRow>();
    byCode.forEach((code, of) -> rows.add(row(code, of, today, currency)));
    var most = byDay.values().stream().reduce(BigDecimal.ZERO, BigDecimal::max);
    var total = byDay.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    return new Income(
        rows,
        currency.code(),
        price(total, currency),
        byDay.isEmpty() ? List.of() : days(byDay, most, today, currency),
        price(most, currency),
        without);
  }

  private static Valued valued(
      Received received, PastRates rates, Denomination currency, Instant now) {
    var end = received.day().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    var value =
        rates
            .at(received.asset(), currency, end.isBefore(now) ? end : now)
            .map(received.amount()::multiply);
    return new Valued(received, value);
  }

  private static IncomeRow row(
      String code, List<Valued> valued, LocalDate today, Denomination currency) {
    var value = valued.stream().flatMap(it -> it.value.stream()).reduce(BigDecimal::add);
    return new IncomeRow(
        code,
        coins(valued, today, code),
        coins(valued, today.minusDays(WEEK - 1L), code),
        coins(valued, LocalDate.MIN, code),
        value.map(it -> price(it, currency)).orElse(""));
  }

  private static String coins(List<Valued> valued, LocalDate since, String code) {
    var sum =
        valued.stream()
            .filter(it -> !it.received.day().isBefore(since))
            .map(it -> it.received.amount())
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    return signed(sum, DisplayAmount.coins(sum.abs(), code).text());
  }

  private static List<IncomeDay> days(
      Map<LocalDate, BigDecimal> byDay, BigDecimal most, LocalDate today, Denomination currency) {
    var days = new ArrayList<IncomeDay>();
    for (int i = 0; i < DAYS; i++) {
      var day = today.minusDays(DAYS - 1L - i);
      var value = byDay.getOrDefault(day, BigDecimal.ZERO);
      days.add(new IncomeDay(day, price(value, currency), i * STEP, height(value, most)));
    }
    return days;
  }

  /// Any income is seen, however little it is beside the most.
  private static int height(BigDecimal value, BigDecimal most) {
    if (value.signum() <= 0) return 0;
    var share = value.multiply(BigDecimal.valueOf(HIGHEST)).divide(most, HALF_EVEN);
    return Math.max(1, share.setScale(0, HALF_EVEN).intValueExact());
  }

  private static String price(BigDecimal value, Denomination currency) {
    var units = value.abs().setScale(Denomination.DECIMALS, HALF_EVEN).unscaledValue();
    return signed(value, DisplayAmount.rounded(units, currency.code(), HALF_EVEN).text());
  }

  private static String signed(BigDecimal value, String text) {
    return value.signum() < 0 ? "\u2212" + text : text;
  }
}
