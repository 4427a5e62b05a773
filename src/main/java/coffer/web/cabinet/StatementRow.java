package coffer.web.cabinet;

import coffer.core.chain.Asset;
import coffer.core.listing.AccountStatements.Line;
import coffer.core.money.Amount;
import coffer.core.money.Denomination;
import coffer.core.rate.PastRates;
import coffer.web.DisplayAmount;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/// A line of a statement, in whole coins.
///
/// @param kind key of the entry's kind
/// @param value of the amount in the statement's currency when it was booked; "" = no rate is known
public record StatementRow(
    String reference,
    String kind,
    Instant at,
    Optional<String> txid,
    Optional<UUID> invoice,
    Optional<String> order,
    String amount,
    String balance,
    String value) {

  static StatementRow of(Line line, Asset asset, PastRates rates, Denomination currency) {
    return new StatementRow(
        line.reference(),
        line.kind().text(),
        line.at(),
        line.txid(),
        line.invoice(),
        line.orderId(),
        (line.units().signum() < 0 ? "" : "+") + shown(line.units(), asset),
        shown(line.balance(), asset),
        value(line, asset, rates, currency).map(it -> shown(it, currency)).orElse(""));
  }

  /// In whole coins, with a sign if it is below zero.
  static BigDecimal coins(BigInteger units, Asset asset) {
    var size = new Amount(units.abs(), asset).toDecimal().stripTrailingZeros();
    return units.signum() < 0 ? size.negate() : size;
  }

  static String shown(BigInteger units, Asset asset) {
    var text = DisplayAmount.coins(coins(units.abs(), asset), asset.code()).text();
    return units.signum() < 0 ? "\u2212" + text : text;
  }

  private static String shown(BigDecimal value, Denomination currency) {
    var units = value.abs().unscaledValue();
    var text = DisplayAmount.rounded(units, currency.code(), RoundingMode.HALF_EVEN).text();
    return value.signum() < 0 ? "\u2212" + text : text;
  }

  /// What the amount cost at the beginning of the minute in which it was booked, with 8 decimals.
  static Optional<BigDecimal> value(
      Line line, Asset asset, PastRates rates, Denomination currency) {
    return rates
        .at(asset, currency, line.at().truncatedTo(ChronoUnit.MINUTES))
        .map(rate -> coins(line.units(), asset).multiply(rate))
        .map(value -> value.setScale(Denomination.DECIMALS, RoundingMode.HALF_EVEN));
  }
}
