package coffer.core.invoice;

import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.money.Amount;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// An offer to pay an invoice in one asset at one address.
///
/// @param depositAddress public id of the customer's address; empty if the address is the invoice's
///     own
public record Quote(
    long id, long invoiceId, Address address, Optional<UUID> depositAddress, Offer offer) {

  /// The terms of a quote; the rate holds until `validUntil`.
  ///
  /// @param worth the part of the price that the sum covers, in price units (1e-8); empty = any
  ///     amount
  /// @param sum the sum due; empty = any amount
  /// @param rate the price of one coin in the price's currency
  /// @param surcharge what fees and insurance add to the price, in percent; it pays for no part of
  ///     the price
  public record Offer(
      Asset asset,
      Optional<BigInteger> worth,
      Optional<Sum> sum,
      Tolerance leeway,
      BigDecimal rate,
      BigDecimal surcharge,
      Instant createdAt,
      Instant validUntil) {}

  /// The sum due, in base units, each part rounded up to the decimals that a payer can type.
  public record Sum(BigInteger base, BigInteger fees, BigInteger insurance) {
    private static final int GUARD_DIGITS = 6;

    public BigInteger due() {
      return base.add(fees).add(insurance);
    }

    /// @param worth in price units (1e-8)
    /// @param rate the price of one coin in the price's currency
    public static Sum of(
        BigInteger worth,
        BigDecimal rate,
        Asset asset,
        BigDecimal feesPercent,
        BigDecimal insurancePercent) {
      // A rate derived from two others is rounded. Its last digits must not raise the sum by a
      // whole step.
      var coins =
          new BigDecimal(worth)
              .movePointLeft(8)
              .divide(rate, asset.precision() + GUARD_DIGITS, RoundingMode.HALF_EVEN);
      return new Sum(
          units(coins, asset),
          units(coins.multiply(feesPercent).movePointLeft(2), asset),
          units(coins.multiply(insurancePercent).movePointLeft(2), asset));
    }

    /// Raises the sum to the minimum that a wallet can send; the difference is added to the base.
    Sum atLeast(BigInteger least) {
      var lacking = least.subtract(due()).max(BigInteger.ZERO);
      return new Sum(base.add(lacking), fees, insurance);
    }

    private static BigInteger units(BigDecimal coins, Asset asset) {
      var typed = coins.setScale(asset.precision(), RoundingMode.UP);
      return Amount.ofDecimal(typed, asset).units();
    }
  }

  public Asset asset() {
    return offer.asset();
  }

  public Optional<BigInteger> worth() {
    return offer.worth();
  }

  public Optional<Sum> sum() {
    return offer.sum();
  }

  public Optional<BigInteger> due() {
    return offer.sum().map(Sum::due);
  }

  public Tolerance leeway() {
    return offer.leeway();
  }

  public BigDecimal rate() {
    return offer.rate();
  }

  public Instant createdAt() {
    return offer.createdAt();
  }

  public Instant validUntil() {
    return offer.validUntil();
  }

  /// The quote with the payments on it, for [Standing].
  ///
  /// @param clock the clock of its chain
  Standing.Quoted quoted(Instant clock, List<Standing.Paid> paid) {
    var hundred = BigDecimal.valueOf(100);
    var unitWorth =
        rate()
            .movePointRight(8 - asset().decimals())
            .multiply(hundred)
            .divide(hundred.add(offer.surcharge()), MathContext.DECIMAL128);
    return new Standing.Quoted(worth(), due(), unitWorth, leeway(), clock, paid);
  }

  /// The worth of an amount at a rate, in price units (1e-8), rounded down, at most
  /// [Amount#MAX_BOOKED]. A rate derived from two others is rounded. Two guard digits prevent that
  /// its last digits take away a whole price unit: otherwise a payer who sends exactly the sum due
  /// at an unchanged rate would not pay the full price.
  ///
  /// @param units in base units of the asset
  /// @param surcharge what fees and insurance add to the price, in percent; it pays for no part of
  ///     the price
  public static BigInteger worth(
      BigInteger units, Asset asset, BigDecimal rate, BigDecimal surcharge) {
    var hundred = BigDecimal.valueOf(100);
    return new BigDecimal(units, asset.decimals())
        .multiply(rate)
        .movePointRight(8)
        .multiply(hundred)
        .divide(hundred.add(surcharge), 2, RoundingMode.HALF_EVEN)
        .setScale(0, RoundingMode.DOWN)
        .toBigIntegerExact()
        .min(Amount.MAX_BOOKED);
  }
}
