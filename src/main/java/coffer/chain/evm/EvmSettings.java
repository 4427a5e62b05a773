package coffer.chain.evm;

import coffer.chain.ChainSource;
import coffer.chain.SourceSettings;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import java.util.List;
import java.util.Optional;

/// The settings for reading one EVM chain.
///
/// @param nodes in order of preference
/// @param nativeSource how transfers of the chain's own coin are read
public record EvmSettings(List<EvmEndpoint> nodes, NativeSource nativeSource)
    implements SourceSettings {
  @Override
  public int endpoints() {
    return nodes.size();
  }

  @Override
  public boolean readsCoin() {
    return !(nativeSource instanceof NativeSource.Off);
  }

  @Override
  public EvmSettings quiet() {
    var quiet =
        nodes.stream()
            .map(node -> new EvmEndpoint(node.url(), Optional.empty(), node.headers()))
            .toList();
    return new EvmSettings(quiet, nativeSource);
  }

  @Override
  public ChainSource open(Chain chain, List<Asset> assets) {
    return new EvmSource(chain, assets, source(assets), nodes, EvmLimits.DEFAULTS);
  }

  /// A coin that was quoted before it was switched off may still be paid, so it is still read.
  private NativeSource source(List<Asset> assets) {
    return !readsCoin() && assets.stream().anyMatch(Asset::isNative)
        ? new NativeSource.Blocks()
        : nativeSource;
  }
}
