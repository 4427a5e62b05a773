package coffer.chain.evm;

import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The contracts whose Transfer logs count, identified by their address alone, and the chain's own
/// coin.
final class EvmPinnedAssets {
  /// `Transfer(address,address,uint256)`
  static final String TRANSFER =
      "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";

  /// EIP-7708: the emitter of the logs for the chain's own coin, with the same topic as a token.
  static final String SYSTEM = "0xfffffffffffffffffffffffffffffffffffffffe";

  private static final Bloom.Bits TRANSFER_BITS = Bloom.Bits.of(EvmHex.bytes(TRANSFER));

  /// @param head the first 8 bytes of the address, to skip other contracts quickly
  private record Contract(Asset asset, Address address, long head, Bloom.Bits bits) {}

  private final List<Contract> contracts = new ArrayList<>();
  private final List<Asset> tokens;
  private final Optional<Asset> coin;
  private final NativeSource source;
  private final String filter;

  /// @throws IllegalArgumentException if two assets share a contract, or one has the system address
  ///     as its contract
  EvmPinnedAssets(List<Asset> assets, NativeSource source) {
    this.tokens = assets.stream().filter(asset -> !asset.isNative()).toList();
    this.coin = assets.stream().filter(Asset::isNative).findFirst();
    this.source = coin.isPresent() ? source : new NativeSource.Off();
    var seen = new HashSet<String>();
    for (var token : tokens) {
      var contract = contract(token, token.contract().orElseThrow());
      var text = EvmHex.text(contract.address.bytes());
      if (text.equals(SYSTEM)) throw new IllegalArgumentException(token + " is not a token");
      if (!seen.add(text)) throw new IllegalArgumentException("two assets of contract " + text);
      contracts.add(contract);
    }
    if (this.source instanceof NativeSource.Log7708) {
      contracts.add(contract(coin.orElseThrow(), SYSTEM));
    }
    this.filter =
        contracts.stream()
            .map(contract -> '"' + EvmHex.text(contract.address.bytes()) + '"')
            .collect(
                Collectors.joining(",", "\"address\":[", "],\"topics\":[\"" + TRANSFER + "\"]"));
  }

  private static Contract contract(Asset asset, String text) {
    var address = EvmHex.bytes(text);
    if (address.length != 20) throw new IllegalArgumentException(asset + ": not an address");
    var head = EvmHex.word(text.toCharArray(), 2, 16);
    return new Contract(asset, Address.of(address), head, Bloom.Bits.of(address));
  }

  List<Asset> tokens() {
    return tokens;
  }

  /// The chain's own coin, if it is watched.
  Optional<Asset> coin() {
    return source instanceof NativeSource.Off ? Optional.empty() : coin;
  }

  /// [NativeSource.Off] also if the coin is not among the assets.
  NativeSource source() {
    return source;
  }

  /// Whether there are no contracts, and so no logs to request.
  boolean isEmpty() {
    return contracts.isEmpty();
  }

  /// The `address` and `topics` members of a log filter.
  String filter() {
    return filter;
  }

  /// The asset of a contract, given as 40 hex digits.
  @Nullable Asset asset(char[] text, int offset) {
    var head = EvmHex.word(text, offset, 16);
    for (var contract : contracts) {
      if (contract.head == head
          && contract.address.equals(Address.of(EvmHex.digits(text, offset, 20))))
        return contract.asset;
    }
    return null;
  }

  /// Whether a block with this Bloom filter may contain a Transfer log of one of the contracts.
  boolean mayBeIn(Bloom bloom) {
    if (!bloom.mayHold(TRANSFER_BITS)) return false;
    for (var contract : contracts) {
      if (bloom.mayHold(contract.bits)) return true;
    }
    return false;
  }
}
