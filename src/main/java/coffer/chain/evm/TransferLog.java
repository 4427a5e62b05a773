package coffer.chain.evm;

import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import java.math.BigInteger;

/// A Transfer log of a pinned contract.
///
/// @param index in the block
/// @param units may be zero
record TransferLog(
    long height,
    String block,
    String txid,
    long index,
    Asset asset,
    Address from,
    Address to,
    BigInteger units) {

  /// Whether the other tells the same move.
  boolean agreesWith(Asset asset, Address from, Address to, BigInteger units) {
    return this.asset.equals(asset)
        && this.from.equals(from)
        && this.to.equals(to)
        && this.units.equals(units);
  }
}
