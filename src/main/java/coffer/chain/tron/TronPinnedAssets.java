package coffer.chain.tron;

import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The contracts whose Transfer logs count, identified by their address alone, and the chain's own
/// coin.
final class TronPinnedAssets {
  /// `Transfer(address,address,uint256)`
  static final String TRANSFER = "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";

  /// @param head the first 8 bytes of the address, to skip other contracts quickly
  record Contract(Asset asset, Address address, long head) {}

  private final List<Contract> contracts = new ArrayList<>();
  private final Optional<Asset> coin;
  private final boolean internal;

  /// @param internal whether nodes store internal transactions
  /// @throws IllegalArgumentException if two assets share a contract, or the contract of one is not
  ///     an address
  TronPinnedAssets(List<Asset> assets, Chain chain, boolean internal) {
    this.internal = internal;
    this.coin = assets.stream().filter(Asset::isNative).findFirst();
    var format = new TronAddresses();
    var seen = new HashSet<Address>();
    for (var asset : assets) {
      if (asset.isNative()) continue;
      var text = asset.contract().orElseThrow();
      var address =
          format
              .parse(text, chain)
              .orElseThrow(() -> new IllegalArgumentException(asset + ": not an address"));
      if (!seen.add(address)) throw new IllegalArgumentException("two assets of contract " + text);
      contracts.add(new Contract(asset, address, TronHex.word(address.toString(), 16)));
    }
  }

  List<Contract> contracts() {
    return contracts;
  }

  /// The chain's own coin, if it is watched.
  Optional<Asset> coin() {
    return coin;
  }

  /// Whether TRX transfers by contracts are read.
  boolean internal() {
    return internal && coin.isPresent();
  }

  /// The asset of a contract, given as 40 hex digits.
  @Nullable Asset asset(char[] text, int offset) {
    var head = TronHex.word(text, offset, 16);
    for (var contract : contracts) {
      if (contract.head == head && contract.address.equals(TronHex.address(text, offset))) {
        return contract.asset;
      }
    }
    return null;
  }
}
