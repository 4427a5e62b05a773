package coffer.chain.sandbox;

import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.SandboxControls.Output;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;

/// Tokens that charge for a transfer and whose balances are shares: less arrives than was sent, and
/// a second transfer, before the one that was meant, takes the fee to the token's owner. Simulated
/// for every asset that the catalogue gives a `slack_percent`, as far as that slack allows.
final class FeeOnTransferToken {
  /// Of the slack: real ones charge a little less than the most they might.
  private static final BigDecimal PART = new BigDecimal("0.95");

  private FeeOnTransferToken() {}

  /// What the chain makes of payments.
  static List<Output> arriving(List<Output> sent, Address owner) {
    return sent.stream().flatMap(output -> arriving(output, owner)).toList();
  }

  private static Stream<Output> arriving(Output sent, Address owner) {
    var asset = sent.asset();
    if (asset.slackPercent().signum() == 0) return Stream.of(sent);
    var fee = fee(asset, sent.units());
    var rest = sent.units().subtract(fee).subtract(asset.slackUnits());
    if (rest.signum() <= 0) return Stream.of(sent);
    var meant = new Output(asset, sent.to(), rest);
    return fee.signum() == 0 ? Stream.of(meant) : Stream.of(new Output(asset, owner, fee), meant);
  }

  private static BigInteger fee(Asset asset, BigInteger units) {
    return asset
        .slackPercent()
        .multiply(PART)
        .movePointLeft(2)
        .multiply(new BigDecimal(units))
        .toBigInteger();
  }
}
