package coffer.chain;

import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import java.util.List;

/// How one chain is read: the settings of its family, checked.
public interface SourceSettings {
  /// How many endpoints there are.
  int endpoints();

  /// Whether payments in the chain's own coin are seen.
  default boolean readsCoin() {
    return true;
  }

  /// The same without what announces news: for a reader that does not wait for any.
  SourceSettings quiet();

  /// Opens a source.
  ///
  /// @param assets to look for
  ChainSource open(Chain chain, List<Asset> assets);
}
