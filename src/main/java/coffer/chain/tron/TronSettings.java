package coffer.chain.tron;

import coffer.chain.ChainSource;
import coffer.chain.SourceSettings;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import java.util.List;

/// The settings for reading one TRON chain.
///
/// @param nodes in order of preference
/// @param internalTransactions whether all its nodes store internal transactions
public record TronSettings(List<TronEndpoint> nodes, boolean internalTransactions)
    implements SourceSettings {
  @Override
  public int endpoints() {
    return nodes.size();
  }

  @Override
  public TronSettings quiet() {
    return this;
  }

  @Override
  public ChainSource open(Chain chain, List<Asset> assets) {
    return new TronSource(chain, assets, internalTransactions, nodes, TronLimits.DEFAULTS);
  }
}
