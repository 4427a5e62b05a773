package coffer.chain.tron;

import coffer.chain.ChainSource.Block;
import coffer.chain.ChainSource.Candidate;
import coffer.chain.ChainSource.Moves;
import coffer.chain.tron.RawBlock.Transaction;
import coffer.chain.tron.RawBlock.Type;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.Transfer;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes moves of what was read of a block: the one place that knows which transactions pay.
///
/// TRX moves by a TransferContract that succeeded, and by nothing else that a block shows: TRC-10
/// looks alike and is worth nothing. A token moves by a Transfer log of its pinned contract, in a
/// transaction that the block and the receipt both call a success. What a transaction costs leaves
/// its owner, whether it failed or not.
final class TronMoves {
  private static final String VALUE = "value";
  private static final String FEE = "fee";
  private static final String LOG = "log:";

  /// What a candidate's place in its transaction is, and what that cost: nothing is left to ask.
  ///
  /// @param log its place among the logs; less than zero for the other positions
  private record Place(String kind, int log, Cost cost) {
    String position() {
      return log < 0 ? kind : kind + log;
    }
  }

  private final Pinned pinned;

  TronMoves(Pinned pinned) {
    this.pinned = pinned;
  }

  Block block(Whole whole) {
    var header = whole.block().header();
    var transactions = whole.block().transactions();
    var moves = new ArrayList<Candidate>(2 * transactions.size());
    for (int i = 0; i < transactions.size(); i++) {
      var transaction = transactions.get(i);
      var info = whole.infos().get(i);
      pinned.coin().ifPresent(coin -> coin(header, coin, transaction, info, moves));
      if (!transaction.success() || !info.success()) continue;
      for (var log : info.logs()) token(header, transaction, info, log, moves);
    }
    return new Block(header, Moves.of(moves));
  }

  List<Transfer> transfers(List<Candidate> candidates) {
    return candidates.stream().map(TronMoves::transfer).toList();
  }

  private static void coin(
      BlockHeader header, Asset coin, Transaction transaction, Info info, List<Candidate> into) {
    var owner = transaction.owner();
    if (owner == null) return;
    var cost = info.cost();
    var paid = transaction.success() ? paid(transaction, info) : 0;
    if (paid > 0) {
      var to = transaction.type() == Type.TRANSFER ? transaction.to() : null;
      var place = new Place(VALUE, -1, cost);
      into.add(candidate(header, transaction, coin, owner, to, BigInteger.valueOf(paid), place));
    }
    if (cost.fee() > 0) {
      var fee = BigInteger.valueOf(cost.fee());
      into.add(candidate(header, transaction, coin, owner, null, fee, new Place(FEE, -1, cost)));
    }
  }

  /// What leaves the owner besides the fee. Sent along with a call it goes to a contract, and
  /// nobody watches those.
  private static long paid(Transaction transaction, Info info) {
    return switch (transaction.type()) {
      case TRANSFER -> transaction.amount();
      case CALL -> info.success() ? transaction.callValue() : 0;
      case OTHER -> 0;
    };
  }

  private static void token(
      BlockHeader header,
      Transaction transaction,
      Info info,
      TransferLog log,
      List<Candidate> into) {
    if (log.units().signum() == 0) return;
    var place = new Place(LOG, log.place(), info.cost());
    into.add(candidate(header, transaction, log.asset(), log.from(), log.to(), log.units(), place));
  }

  private static Candidate candidate(
      BlockHeader header,
      Transaction transaction,
      Asset asset,
      Address from,
      @Nullable Address to,
      BigInteger units,
      Place place) {
    return new Candidate(
        Optional.of(header),
        transaction.txid(),
        asset,
        Optional.of(from),
        Optional.ofNullable(to),
        units,
        place);
  }

  private static Transfer transfer(Candidate candidate) {
    var place = (Place) candidate.locator();
    return new Transfer(
        candidate.txid(),
        place.position(),
        candidate.asset(),
        candidate.from(),
        candidate.to(),
        candidate.units(),
        candidate.block(),
        List.of(),
        0,
        place.cost().facts());
  }
}
