package coffer.chain.tron;

import coffer.chain.BalanceSource;
import coffer.chain.Endpoints;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.BlockRef;
import coffer.core.chain.Chain;
import coffer.core.custody.AddressAsset;
import coffer.core.custody.RoundPart;
import java.math.BigInteger;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Balances by `getaccount` and by `balanceOf` of the token contracts. A node answers for its
/// newest block without naming it, so the head is requested before and after.
final class TronBalances implements BalanceSource {
  /// Each place costs one request, and a new block arrives every three seconds.
  private static final int AT_ONCE = 20;

  private final Endpoints<TronNodeClient> nodes;
  private final Chain chain;
  private final boolean internal;
  private final TronAddresses format = new TronAddresses();

  /// @param internal whether TRX transfers by contracts are read
  TronBalances(Endpoints<TronNodeClient> nodes, Chain chain, boolean internal) {
    this.nodes = nodes;
    this.chain = chain;
    this.internal = internal;
  }

  @Override
  public boolean covers(Asset asset) {
    return true;
  }

  @Override
  public Optional<String> blindSpot(Asset asset) {
    if (!asset.isNative()) return Optional.empty();
    var rest = "what is frozen, staked or paid as a reward is no payment";
    return Optional.of(
        internal ? rest : "what contracts pay is not seen without internal_transactions; " + rest);
  }

  @Override
  public int atOnce(RoundPart part) {
    return AT_ONCE;
  }

  @Override
  public Balances all(BlockRef read, Collection<AddressAsset> places) {
    return nodes.ask(node -> ask(node, places));
  }

  private Balances ask(TronNodeClient node, Collection<AddressAsset> places) {
    var first = node.head().ref();
    var units = new HashMap<AddressAsset, BigInteger>();
    var refused = new HashMap<AddressAsset, String>();
    for (var place : places) {
      var contract = place.asset().contract();
      if (contract.isEmpty()) units.put(place, node.balance(place.address()));
      else ask(node, place, contract(contract.get()), units, refused);
    }
    return new Balances(first, node.head().ref(), units, refused);
  }

  private static void ask(
      TronNodeClient node,
      AddressAsset place,
      Address contract,
      Map<AddressAsset, BigInteger> units,
      Map<AddressAsset, String> refused) {
    var holder = "0".repeat(24) + place.address();
    var said = new ContractCall("balanceOf(address)", "70a08231", holder).of(node, contract);
    said.number().ifPresent(number -> units.put(place, number));
    if (said.number().isEmpty()) {
      refused.put(place, said.why().isEmpty() ? "the answer is not a number" : said.why());
    }
  }

  private Address contract(String text) {
    return format.parse(text, chain).orElseThrow();
  }
}
