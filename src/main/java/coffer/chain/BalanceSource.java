package coffer.chain;

import coffer.core.chain.Asset;
import coffer.core.chain.BlockRef;
import coffer.core.chain.Outpoint;
import coffer.core.custody.AddressAsset;
import coffer.core.custody.RoundPart;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a chain itself says that addresses hold, to be compared with the ledger. A node is asked
/// for the state of the newest blocks only: no archive is needed.
public interface BalanceSource {
  /// Balances in base units, each true at some block from `first` to `last`. Where a node keeps the
  /// state of blocks these are the same block.
  ///
  /// @param units of the places that were answered
  /// @param refused why others were not, in the node's words
  record Balances(
      BlockRef first,
      BlockRef last,
      Map<AddressAsset, BigInteger> units,
      Map<AddressAsset, String> refused) {}

  /// Whether moves of the asset are read at all, so that ledger and chain can agree.
  boolean covers(Asset asset);

  /// Which moves of an asset the configured source does not show, in words: `it does not see ...`;
  /// empty if none are known.
  Optional<String> blindSpot(Asset asset);

  /// How many places are asked for at once, at most.
  int atOnce(RoundPart part);

  /// How long a node rests between two questions for all addresses: a question may cost it minutes.
  default Duration rest() {
    return Duration.ZERO;
  }

  /// Of how many outputs at most a place is asked for by [#held]; 0 = outputs are not spent here.
  default int outputs() {
    return 0;
  }

  /// What these places hold.
  ///
  /// @param read the last block that was processed
  /// @throws SourceException if no node answers
  /// @throws ChainSource.Unlinked if the node follows another branch than `read`
  Balances all(BlockRef read, Collection<AddressAsset> places);

  /// The same, cheaper where outputs are spent: what is left of the outputs that the ledger knows.
  default Balances held(BlockRef read, Map<AddressAsset, List<Outpoint>> places) {
    return all(read, places.keySet());
  }
}
