package coffer.chain.bitcoin;

import coffer.chain.ChainSource;
import coffer.chain.SourceSettings;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import java.util.List;
import java.util.Optional;

/// The settings for reading one Bitcoin chain.
///
/// @param nodes in order of preference
public record BitcoinSettings(List<BitcoinEndpoint> nodes) implements SourceSettings {
  @Override
  public int endpoints() {
    return nodes.size();
  }

  @Override
  public BitcoinSettings quiet() {
    return new BitcoinSettings(
        nodes.stream()
            .map(
                node ->
                    new BitcoinEndpoint(
                        node.url(), node.user(), node.password(), node.cookie(), Optional.empty()))
            .toList());
  }

  @Override
  public ChainSource open(Chain chain, List<Asset> assets) {
    return new BitcoinSource(chain, assets, nodes, BitcoinLimits.DEFAULTS);
  }
}
