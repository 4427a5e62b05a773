package coffer.chain.tron;

import coffer.chain.ChainSource.Block;
import coffer.chain.ChainSource.Candidate;
import coffer.chain.tron.TronRawBlock.Transaction;
import coffer.chain.tron.TronRawBlock.Type;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.Transfer;
import coffer.core.wallet.AddressFilter;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds the transfers of a block: the only class that knows which transactions pay.
///
/// These transactions transfer TRX: a successful TransferContract, the purchase of a TRC-10 token
/// from its issuer, a call or creation of a contract with TRX, and, if nodes store them, the
/// internal transactions of a call. A transfer of TRC-10 looks similar and does not count. A token
/// is transferred by a Transfer log of its pinned contract, in a transaction that both the block
/// and the receipt call successful. The owner of a transaction pays its cost, whether it failed or
/// not.
final class TronCandidates {
  private static final String VALUE = "value";
  private static final String FEE = "fee";
  private static final String LOG = "log:";
  private static final String CALL = "call:";

  /// The position of a candidate in its transaction, and the transaction's cost: the candidate is
  /// resolved already.
  ///
  /// @param number its index among the logs, or among the transfers inside; negative for the other
  ///     positions
  private record Place(String kind, int number, TransactionCost cost) {
    String position() {
      return number < 0 ? kind : kind + number;
    }
  }

  private final TronPinnedAssets pinned;

  TronCandidates(TronPinnedAssets pinned) {
    this.pinned = pinned;
  }

  Block block(BlockWithInfos whole) {
    return new Block(whole.block().header(), filter -> touching(whole, filter));
  }

  List<Transfer> transfers(List<Candidate> candidates) {
    return candidates.stream().map(TronCandidates::transfer).toList();
  }

  private List<Candidate> touching(BlockWithInfos whole, AddressFilter filter) {
    var found = new ArrayList<Candidate>();
    var header = whole.block().header();
    var transactions = whole.block().transactions();
    for (int i = 0; i < transactions.size(); i++) {
      var transaction = transactions.get(i);
      var info = whole.infos().get(i);
      if (pinned.coin().isPresent()) {
        coin(header, pinned.coin().get(), transaction, info, filter, found);
      }
      if (!transaction.success() || !info.success()) continue;
      for (var log : info.logs()) {
        if (log.units().signum() == 0 || !concerns(filter, log.from(), log.to())) continue;
        var place = new Place(LOG, log.place(), info.cost());
        var txid = transaction.txid();
        found.add(candidate(header, txid, log.asset(), log.from(), log.to(), log.units(), place));
      }
    }
    return found;
  }

  private static boolean concerns(AddressFilter filter, Address from, @Nullable Address to) {
    return filter.mayContain(from) || (to != null && filter.mayContain(to));
  }

  private static void coin(
      BlockHeader header,
      Asset coin,
      Transaction transaction,
      TransactionInfo info,
      AddressFilter filter,
      List<Candidate> into) {
    var owner = transaction.owner();
    if (owner == null) return;
    inside(header, coin, transaction, info, filter, into);
    var paying = transaction.type() == Type.TRANSFER || transaction.type() == Type.PARTICIPATE;
    var to = paying ? transaction.to() : null;
    if (!concerns(filter, owner, to)) return;
    var cost = info.cost();
    var txid = transaction.txid();
    var paid = transaction.success() ? paid(transaction, info) : 0;
    if (paid > 0) {
      var place = new Place(VALUE, -1, cost);
      into.add(candidate(header, txid, coin, owner, to, BigInteger.valueOf(paid), place));
    }
    if (cost.fee() > 0 && filter.mayContain(owner)) {
      var place = new Place(FEE, -1, cost);
      into.add(candidate(header, txid, coin, owner, null, BigInteger.valueOf(cost.fee()), place));
    }
  }

  /// Adds the transfers by contracts inside the transaction; the position is the index among them.
  private static void inside(
      BlockHeader header,
      Asset coin,
      Transaction transaction,
      TransactionInfo info,
      AddressFilter filter,
      List<Candidate> into) {
    if (!transaction.success() || !info.success()) return;
    for (int i = 0; i < info.inside().size(); i++) {
      var move = info.inside().get(i);
      if (!concerns(filter, move.from(), move.to())) continue;
      var place = new Place(CALL, i, info.cost());
      var units = BigInteger.valueOf(move.units());
      into.add(candidate(header, transaction.txid(), coin, move.from(), move.to(), units, place));
    }
  }

  /// The amount that leaves the owner besides the fee. TRX sent with a call goes to a contract,
  /// whose address is never watched.
  private static long paid(Transaction transaction, TransactionInfo info) {
    return switch (transaction.type()) {
      case TRANSFER, PARTICIPATE -> transaction.amount();
      case CALL, CREATE -> info.success() ? transaction.callValue() : 0;
      case OTHER -> 0;
    };
  }

  private static Candidate candidate(
      BlockHeader header,
      String txid,
      Asset asset,
      Address from,
      @Nullable Address to,
      BigInteger units,
      Place place) {
    return new Candidate(
        Optional.of(header), txid, asset, Optional.of(from), Optional.ofNullable(to), units, place);
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
