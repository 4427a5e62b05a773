package coffer.chain.bitcoin;

import coffer.chain.ChainSource.Candidate;
import coffer.chain.ChainSource.Moves;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.Spend;
import coffer.core.chain.Transfer;
import coffer.core.wallet.Ours;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// What moves in transactions: an output is a move to its script, an input names the output that it
/// spends. Nothing is made of a move that does not concern us.
final class Moving {
  /// Scripts that are longer are nobody's address.
  private static final int LONGEST_SCRIPT = 64;

  /// Blocks after which the coins that a block made may be spent, that block included.
  private static final int MATURITY = 100;

  /// What is left to say of a candidate.
  ///
  /// @param spends empty in a block
  private record Place(int output, boolean coinbase, List<String> spends) {}

  private final Optional<Asset> coin;

  /// @param coin empty = nothing is looked for
  Moving(Optional<Asset> coin) {
    this.coin = coin;
  }

  Moves in(RawBlock block, BlockHeader header) {
    return new Moves() {
      @Override
      public List<Candidate> touching(Ours addresses) {
        var found = new ArrayList<Candidate>();
        for (int i = 0; i < block.size(); i++) {
          var place = i;
          touched(
              block.transaction(i), addresses, () -> block.txid(place), Optional.of(header), found);
        }
        return found;
      }

      @Override
      public List<Spend> spending(Ours outputs) {
        var found = new ArrayList<Spend>();
        for (int i = 1; i < block.size(); i++) {
          var place = i;
          spent(block.transaction(i), outputs, () -> block.txid(place), Optional.of(header), found);
        }
        return found;
      }
    };
  }

  /// @param waiting in no block, by their ids
  Moves in(List<Map.Entry<Hash, RawTransaction>> waiting) {
    return new Moves() {
      @Override
      public List<Candidate> touching(Ours addresses) {
        var found = new ArrayList<Candidate>();
        for (var each : waiting) {
          touched(
              each.getValue(), addresses, () -> each.getKey().toString(), Optional.empty(), found);
        }
        return found;
      }

      @Override
      public List<Spend> spending(Ours outputs) {
        var found = new ArrayList<Spend>();
        for (var each : waiting) {
          spent(each.getValue(), outputs, () -> each.getKey().toString(), Optional.empty(), found);
        }
        return found;
      }
    };
  }

  private void touched(
      RawTransaction transaction,
      Ours addresses,
      Supplier<String> txid,
      Optional<BlockHeader> block,
      List<Candidate> into) {
    if (coin.isEmpty()) return;
    var bytes = transaction.bytes;
    transaction.outputs(
        (number, value, script, length) -> {
          if (value == 0 || length == 0 || length > LONGEST_SCRIPT) return;
          if (!addresses.mayContain(Address.hash64(bytes, script, length))) return;
          var to = Address.of(Arrays.copyOfRange(bytes, script, script + length));
          var spends = block.isPresent() ? List.<String>of() : transaction.spends();
          into.add(
              new Candidate(
                  block,
                  txid.get(),
                  coin.get(),
                  Optional.empty(),
                  Optional.of(to),
                  BigInteger.valueOf(value),
                  new Place(number, transaction.coinbase(), spends)));
        });
  }

  private static void spent(
      RawTransaction transaction,
      Ours outputs,
      Supplier<String> txid,
      Optional<BlockHeader> block,
      List<Spend> into) {
    transaction.inputs(
        (number, outpoint) -> {
          if (!outputs.mayContain(transaction.outpointHash(outpoint))) return;
          var spends = block.isPresent() ? List.<String>of() : transaction.spends();
          into.add(new Spend(txid.get(), number, transaction.outpoint(outpoint), block, spends));
        });
  }

  /// All is known of a candidate already.
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
