package coffer.chain.bitcoin;

import coffer.chain.ChainSource.BlockTransfers;
import coffer.chain.ChainSource.Candidate;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.Spend;
import coffer.core.chain.Transfer;
import coffer.core.wallet.AddressFilter;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/// Finds transfers in transactions: an output is a transfer to its script, an input names the
/// output that it spends. Objects are only created for transfers that may involve our addresses.
final class TransferExtractor {
  /// Longer scripts have no address.
  private static final int MAX_SCRIPT_BYTES = 64;

  /// The number of confirmations after which a coinbase output may be spent.
  private static final int MATURITY = 100;

  /// The locator of a candidate.
  ///
  /// @param spends empty for a coinbase
  private record Place(int output, boolean coinbase, List<String> spends) {}

  private final Optional<Asset> coin;

  /// @param coin empty = look for nothing
  TransferExtractor(Optional<Asset> coin) {
    this.coin = coin;
  }

  BlockTransfers in(BitcoinRawBlock block, BlockHeader header) {
    return new Among(Optional.of(header), block.size(), block::transaction, block::txid);
  }

  /// @param waiting unconfirmed transactions by id
  BlockTransfers in(List<Map.Entry<Hash256, RawTransaction>> waiting) {
    return new Among(
        Optional.empty(),
        waiting.size(),
        place -> waiting.get(place).getValue(),
        place -> waiting.get(place).getKey().toString());
  }

  /// The transfers in a list of transactions.
  private final class Among implements BlockTransfers {
    private final Optional<BlockHeader> block;
    private final int size;
    private final IntFunction<RawTransaction> transactions;
    private final IntFunction<String> txids;

    Among(
        Optional<BlockHeader> block,
        int size,
        IntFunction<RawTransaction> transactions,
        IntFunction<String> txids) {
      this.block = block;
      this.size = size;
      this.transactions = transactions;
      this.txids = txids;
    }

    @Override
    public List<Candidate> involving(AddressFilter addresses) {
      if (coin.isEmpty()) return List.of();
      var found = new ArrayList<Candidate>();
      for (int i = 0; i < size; i++) {
        var place = i;
        var transaction = transactions.apply(i);
        transaction.outputs(
            (number, value, script, length) -> {
              if (value == 0 || length == 0 || length > MAX_SCRIPT_BYTES) return;
              var hash = Address.hash64(transaction.bytes, script, length);
              if (!addresses.mayContain(hash)) return;
              var to = Arrays.copyOfRange(transaction.bytes, script, script + length);
              found.add(candidate(coin.get(), place, number, value, Address.of(to)));
            });
      }
      return found;
    }

    private Candidate candidate(Asset asset, int place, int number, long value, Address to) {
      var transaction = transactions.apply(place);
      var coinbase = transaction.coinbase();
      var spends = coinbase ? List.<String>of() : transaction.spends();
      return new Candidate(
          block,
          txids.apply(place),
          asset,
          Optional.empty(),
          Optional.of(to),
          BigInteger.valueOf(value),
          new Place(number, coinbase, spends));
    }

    @Override
    public List<Spend> spending(AddressFilter outputs) {
      var found = new ArrayList<Spend>();
      for (int i = 0; i < size; i++) {
        var place = i;
        var transaction = transactions.apply(i);
        if (place == 0 && transaction.coinbase()) continue; // a coinbase spends nothing
        transaction.inputs(
            (number, outpoint) -> {
              if (!outputs.mayContain(transaction.outpointHash(outpoint))) return;
              var spent = transaction.outpoint(outpoint);
              found.add(new Spend(txids.apply(place), number, spent, block, spends(transaction)));
            });
      }
      return found;
    }

    /// Only unconfirmed transactions need these: they may be replaced.
    private List<String> spends(RawTransaction transaction) {
      return block.isPresent() ? List.of() : transaction.spends();
    }
  }

  /// Converts a candidate, which is already complete.
  static Transfer resolved(Candidate candidate) {
    var place = (Place) candidate.locator();
    return new Transfer(
        candidate.txid(),
        "out:" + place.output,
        candidate.asset(),
        Optional.empty(),
        candidate.to(),
        candidate.units(),
        candidate.block(),
        place.spends,
        place.coinbase ? MATURITY : 0,
        place.coinbase ? Map.of("coinbase", "true") : Map.of());
  }
}
