package coffer.chain.sandbox;

import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.SandboxControls.Output;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;

/// Simulates tokens that charge a fee on transfer and whose balances are shares: less arrives than
/// was sent, and a second transfer, before the intended one, sends the fee to the token's owner.
/// Applies to every asset with a `slack_percent` in the catalogue, within that slack.
final class FeeOnTransferToken {
  /// The fee as a part of the slack: real tokens charge a little less than their maximum.
  private static final BigDecimal PART = new BigDecimal("0.95");

  private FeeOnTransferToken() {}

  /// The transfers that the chain makes of the sent outputs.
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
