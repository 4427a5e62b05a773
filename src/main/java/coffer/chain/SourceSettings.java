package coffer.chain;

import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import java.util.List;

/// The checked settings for reading one chain.
public interface SourceSettings {
  /// The number of endpoints.
  int endpoints();

  /// Whether payments in the chain's own coin are seen.
  default boolean readsCoin() {
    return true;
  }

  /// The same without push notifications: for a reader that does not wait for new blocks.
  SourceSettings quiet();

  /// Opens a source.
  ///
  /// @param assets to look for
  ChainSource open(Chain chain, List<Asset> assets);
}
