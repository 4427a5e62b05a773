package coffer.chain.evm;

import coffer.chain.BalanceSource;
import coffer.chain.ChainSource.Unlinked;
import coffer.chain.Endpoints;
import coffer.chain.NodeErrorResponse;
import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import coffer.core.chain.Asset;
import coffer.core.chain.BlockRef;
import coffer.core.custody.AddressAsset;
import coffer.core.custody.RoundPart;
import java.math.BigInteger;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Balances by `eth_getBalance` and by `balanceOf` of the token contracts, in batches, at the
/// height of the cursor. Every node has the state of its newest blocks, and every chain supports
/// these calls; a contract that returns many balances at once does not exist on every chain.
final class EvmBalances implements BalanceSource {
  private static final String BALANCE_OF = "0x70a08231" + "0".repeat(24);
  private static final int WORD = 32;

  private final Endpoints<EvmNodeClient> nodes;
  private final NativeSource source;
  private final int atOnce;

  EvmBalances(Endpoints<EvmNodeClient> nodes, NativeSource source, EvmLimits limits) {
    this.nodes = nodes;
    this.source = source;
    this.atOnce = limits.batch();
  }

  @Override
  public boolean covers(Asset asset) {
    return !asset.isNative() || !(source instanceof NativeSource.Off);
  }

  @Override
  public Optional<String> blindSpot(Asset asset) {
    if (!asset.isNative()) return Optional.empty();
    return Optional.of(
        switch (source) {
          case NativeSource.Blocks() ->
              "native_source = \"blocks\" does not see what contracts pay, nor what the chain itself"
                  + " pays to miners and stakers";
          case NativeSource.Traces(), NativeSource.Log7708 _, NativeSource.Off() ->
              "what the chain itself pays to miners and stakers is no transaction";
        });
  }

  @Override
  public int atOnce(RoundPart part) {
    return atOnce;
  }

  @Override
  public Balances all(BlockRef read, Collection<AddressAsset> places) {
    return nodes.ask(node -> ask(node, read, places));
  }

  private static Balances ask(EvmNodeClient node, BlockRef read, Collection<AddressAsset> places) {
    var height = '"' + EvmHex.text(read.height()) + '"';
    requireState(node, height, places);
    var units = new HashMap<AddressAsset, BigInteger>();
    var refused = new HashMap<AddressAsset, String>();
    var byAsset = places.stream().collect(Collectors.groupingBy(AddressAsset::asset));
    byAsset.forEach((asset, of) -> ask(node, asset, of, height, units, refused));
    if (!node.has(read).orElse(false)) throw new Unlinked(read);
    return new Balances(read, read, units, refused);
  }

  /// Requests one balance first: once it succeeds, a later rejection concerns a contract, not the
  /// block.
  private static void requireState(
      EvmNodeClient node, String height, Collection<AddressAsset> places) {
    var address = EvmHex.text(places.iterator().next().address().bytes());
    var params = "[\"%s\",%s]".formatted(address, height);
    if (node.call("eth_getBalance", params, EvmJsonValues::number).isEmpty()) {
      throw new SourceException(Kind.BROKEN, "has no state of block " + height);
    }
  }

  /// Requests the balances of one asset. A contract that fails does not affect the other assets.
  private static void ask(
      EvmNodeClient node,
      Asset asset,
      List<AddressAsset> places,
      String height,
      Map<AddressAsset, BigInteger> units,
      Map<AddressAsset, String> refused) {
    var why = "the contract does not answer with a number";
    try {
      if (asset.isNative()) {
        var calls = places.stream().map(place -> coin(place, height)).toList();
        node.batch(
            calls,
            EvmJsonValues::number,
            (i, answer) -> answer.ifPresent(n -> units.put(places.get(i), n)));
      } else {
        var calls = places.stream().map(place -> token(place, height)).toList();
        node.batch(
            calls,
            EvmJsonValues::bytes,
            (i, answer) ->
                answer
                    .filter(bytes -> bytes.length == WORD)
                    .ifPresent(bytes -> units.put(places.get(i), new BigInteger(1, bytes))));
      }
    } catch (NodeErrorResponse e) {
      if (e.kind() != Kind.BROKEN) throw e;
      why = String.valueOf(e.getMessage());
    }
    for (var place : places) {
      if (!units.containsKey(place)) refused.put(place, why);
    }
  }

  private static EvmRpc.Call coin(AddressAsset place, String height) {
    var address = EvmHex.text(place.address().bytes());
    return new EvmRpc.Call("eth_getBalance", "[\"%s\",%s]".formatted(address, height));
  }

  private static EvmRpc.Call token(AddressAsset place, String height) {
    var contract = place.asset().contract().orElseThrow();
    return new EvmRpc.Call(
        "eth_call",
        "[{\"to\":\"%s\",\"data\":\"%s%s\"},%s]"
            .formatted(contract, BALANCE_OF, place.address(), height));
  }
}
