package coffer.core.chain;

import coffer.core.money.Currency;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/// A coin or token on exactly one chain.
///
/// @param id of the row
/// @param code `USDT`
/// @param contract fixed, as [AddressFormat#text] writes it; empty = the chain's own coin
/// @param decimals of the contract
/// @param precision the most decimals that a payer is asked to type, at most 8 and at most
///     `decimals`
/// @param slackUnits how much a payment may lack and still count as complete, in base units: for
///     tokens that round
/// @param slackPercent the same in percent of the sum due: for tokens that charge a fee
/// @param dustUnits the excess that does not yet count as an overpayment, in base units; a payment
///     of less is dust
/// @param minUnits the least amount that is worth accepting, in base units
/// @param minDepth the least number of confirmations that a project may ask for instead of finality
/// @param confirmations by amount, for projects without their own setting
public record Asset(
    int id,
    int chainId,
    Mode mode,
    String code,
    Optional<String> contract,
    int decimals,
    int precision,
    BigInteger slackUnits,
    BigDecimal slackPercent,
    BigInteger dustUnits,
    BigInteger minUnits,
    int minDepth,
    Confirmations confirmations,
    boolean enabled)
    implements Currency {

  public Asset {
    if (precision > Math.min(8, decimals)) throw new IllegalArgumentException("precision");
  }

  /// The same asset with the terms of a catalogue entry.
  Asset on(Catalogue.AssetEntry terms) {
    return new Asset(
        id,
        chainId,
        mode,
        code,
        contract,
        decimals,
        terms.precision(),
        terms.slackUnits(),
        terms.slackPercent(),
        terms.dustUnits(),
        terms.minUnits(),
        terms.minDepth(),
        terms.confirmations(),
        enabled);
  }

  public boolean isNative() {
    return contract.isEmpty();
  }

  /// How much a payment of `due` may lack and still count as complete, in base units.
  public BigInteger slack(BigInteger due) {
    var percent = slackPercent.multiply(new BigDecimal(due)).movePointLeft(2).toBigInteger();
    return slackUnits.add(percent);
  }

  /// The smallest step that a payer is asked to type, in base units.
  public BigInteger step() {
    return BigInteger.TEN.pow(decimals - precision);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Asset that && id == that.id;
  }

  @Override
  public int hashCode() {
    return id;
  }

  @Override
  public String toString() {
    return code + "@" + chainId;
  }
}
