package coffer.chain.bitcoin;

import coffer.chain.BalanceSource;
import coffer.chain.Endpoints;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.BlockRef;
import coffer.core.chain.Outpoint;
import coffer.core.custody.AddressAsset;
import coffer.core.custody.RoundPart;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Balances as sums of unspent outputs, which every node keeps, pruned or not, and without a
/// wallet. `gettxout` checks one known output and is cheap. `scantxoutset` searches all unspent
/// outputs and also finds missed payments; on the main network it takes the node minutes, for one
/// address as for many.
final class BitcoinBalances implements BalanceSource {
  private static final int HELD_AT_ONCE = 20;
  private static final int ALL_AT_ONCE = 50_000;
  private static final int OUTPUTS = 500;

  private final Endpoints<BitcoinNodeClient> nodes;

  BitcoinBalances(Endpoints<BitcoinNodeClient> nodes) {
    this.nodes = nodes;
  }

  @Override
  public boolean covers(Asset asset) {
    return asset.isNative();
  }

  @Override
  public Optional<String> blindSpot(Asset asset) {
    return Optional.empty();
  }

  @Override
  public int atOnce(RoundPart part) {
    return switch (part) {
      case HELD -> HELD_AT_ONCE;
      case ALL -> ALL_AT_ONCE;
    };
  }

  @Override
  public Duration rest() {
    return Duration.ofDays(1);
  }

  @Override
  public int outputs() {
    return OUTPUTS;
  }

  @Override
  public Balances all(BlockRef read, Collection<AddressAsset> places) {
    var byScript =
        places.stream()
            .collect(Collectors.toMap(AddressAsset::address, Function.identity(), (a, _) -> a));
    var found = nodes.ask(node -> node.search(byScript.keySet()));
    var units = new HashMap<AddressAsset, BigInteger>();
    for (var place : places) {
      units.put(place, found.units().getOrDefault(place.address(), BigInteger.ZERO));
    }
    return new Balances(found.at(), found.at(), units, Map.of());
  }

  @Override
  public Balances held(BlockRef read, Map<AddressAsset, List<Outpoint>> places) {
    return nodes.ask(node -> held(node, places));
  }

  private static Balances held(BitcoinNodeClient node, Map<AddressAsset, List<Outpoint>> places) {
    var first = node.newest();
    var outputs = new ArrayList<Outpoint>();
    places.values().forEach(outputs::addAll);
    var values = node.unspent(outputs).iterator();
    var units = new HashMap<AddressAsset, BigInteger>();
    places.forEach(
        (place, of) -> {
          var sum = BigInteger.ZERO;
          for (int i = 0; i < of.size(); i++) sum = sum.add(values.next());
          units.put(place, sum);
        });
    return new Balances(first, node.newest(), units, Map.of());
  }

  /// The result of a search.
  ///
  /// @param at the block at which it is true
  record Unspent(BlockRef at, Map<Address, BigInteger> units) {}
}
