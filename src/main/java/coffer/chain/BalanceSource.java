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

/// The balances of addresses as the chain itself reports them, for reconciliation with the ledger.
/// A place is one address and one asset. Only the state of the newest blocks is requested: the node
/// needs no archive.
public interface BalanceSource {
  /// Balances in base units, each true at some block from `first` to `last`. If a node keeps the
  /// state of past blocks, both are the same block.
  ///
  /// @param units balances of the places that the node answered
  /// @param refused the node's reason for each place that it did not answer
  record Balances(
      BlockRef first,
      BlockRef last,
      Map<AddressAsset, BigInteger> units,
      Map<AddressAsset, String> refused) {}

  /// Whether transfers of the asset are read at all, so that ledger and chain can agree.
  boolean covers(Asset asset);

  /// The transfers of an asset that the configured source cannot see, as a text: `it does not see
  /// ...`; empty if none are known.
  Optional<String> blindSpot(Asset asset);

  /// The maximum number of places per request.
  int atOnce(RoundPart part);

  /// The pause between two requests for all addresses: one request may cost the node minutes.
  default Duration rest() {
    return Duration.ZERO;
  }

  /// The maximum number of outputs of a place that [#held] accepts; 0 = the chain has no outputs.
  default int outputs() {
    return 0;
  }

  /// Returns the balances of these places.
  ///
  /// @param read the last block that was processed
  /// @throws SourceException if no node answers
  /// @throws ChainSource.Unlinked if the node follows another branch than `read`
  Balances all(BlockRef read, Collection<AddressAsset> places);

  /// The same, cheaper on chains with outputs: the sum of those outputs in the ledger that are
  /// unspent.
  default Balances held(BlockRef read, Map<AddressAsset, List<Outpoint>> places) {
    return all(read, places.keySet());
  }
}
