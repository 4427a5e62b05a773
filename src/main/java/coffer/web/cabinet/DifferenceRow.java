package coffer.web.cabinet;

import coffer.core.chain.Chain;
import coffer.core.chain.Chains;
import coffer.core.custody.Difference;
import coffer.core.custody.DifferenceCauses;
import java.time.Instant;
import java.util.Optional;

/// A difference between ledger and chain.
///
/// @param units in whole coins, what is on the chain more than in the ledger
public record DifferenceRow(
    String address,
    String asset,
    String ledger,
    String onChain,
    String units,
    int looks,
    Optional<String> cause,
    Instant since) {
  static DifferenceRow of(Difference difference, Chain chain, Chains chains) {
    var causes = new DifferenceCauses(chains);
    var asset = difference.place().asset();
    return new DifferenceRow(
        chains.text(difference.place().address(), chain),
        asset.code(),
        causes.coins(asset, difference.ledger()),
        causes.coins(asset, difference.onChain()),
        causes.coins(asset, difference.units()),
        difference.looks(),
        difference.cause(),
        difference.since());
  }
}
