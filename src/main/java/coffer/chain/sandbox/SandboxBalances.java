package coffer.chain.sandbox;

import coffer.chain.BalanceSource;
import coffer.core.chain.Asset;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.BlockRef;
import coffer.core.chain.Chain;
import coffer.core.custody.AddressAsset;
import coffer.core.custody.RoundPart;
import coffer.db.Db;
import coffer.db.Tx;
import java.math.BigInteger;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Balances on a simulated chain at its newest block, computed from its blocks.
final class SandboxBalances implements BalanceSource {
  private static final int AT_ONCE = 500;

  private final Db db;
  private final Chain chain;
  private final SandboxBlocks blocks;
  private final SandboxTransactions transactions;

  SandboxBalances(Db db, Chain chain, SandboxBlocks blocks, SandboxTransactions transactions) {
    this.db = db;
    this.chain = chain;
    this.blocks = blocks;
    this.transactions = transactions;
  }

  @Override
  public boolean covers(Asset asset) {
    return true;
  }

  @Override
  public Optional<String> blindSpot(Asset asset) {
    return Optional.empty();
  }

  @Override
  public int atOnce(RoundPart part) {
    return AT_ONCE;
  }

  @Override
  public Balances all(BlockRef read, Collection<AddressAsset> places) {
    return db.tx(
        tx -> {
          blocks.share(tx, chain);
          var at = blocks.head(tx, chain).map(BlockHeader::ref).orElse(read);
          return new Balances(at, at, units(tx, places), Map.of());
        });
  }

  private Map<AddressAsset, BigInteger> units(Tx tx, Collection<AddressAsset> places) {
    var units = new HashMap<AddressAsset, BigInteger>();
    for (var place : places) {
      units.put(place, transactions.mined(tx, chain, place.address(), place.asset()));
    }
    return units;
  }
}
