package coffer.chain;

import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/// Moves a chain on which nothing is mined unless it is told so, for [ChainContractTest]. What a
/// chain cannot be made to do is skipped.
public interface ChainDriver {
  /// What becomes of transactions in the blocks that a reorg undoes.
  enum Fate {
    DROPPED,
    REMINED,
    RETURNED
  }

  record Pay(Asset asset, Address to, BigInteger units) {}

  ChainSource source();

  /// The assets that are watched, the chain's own coin first.
  List<Asset> assets();

  Address newAddress();

  /// Sends a transaction that waits to be mined; returns its id.
  String pay(Pay pay);

  /// Whether the chain tells who pays.
  default boolean tellsSender() {
    return true;
  }

  /// Who sent it.
  Address sender(String txid);

  void mine(int blocks);

  /// One transaction that pays several times, where the chain has such.
  default Optional<String> payTogether(List<Pay> pays) {
    return Optional.empty();
  }

  /// A transaction that will be mined and move nothing.
  default Optional<String> payFailing(Pay pay) {
    return Optional.empty();
  }

  /// A transaction that will be mined and move zero units.
  default Optional<String> payNothing(Asset asset, Address to) {
    return Optional.empty();
  }

  /// Undoes the newest blocks in favour of others, at least as many.
  ///
  /// @return whether that can be had
  boolean reorg(int depth, Fate fate);

  /// Another transaction in the place of one that waits; returns its id.
  default Optional<String> replace(String txid) {
    return Optional.empty();
  }

  /// @return whether that can be had
  default boolean evict(String txid) {
    return false;
  }
}
