package coffer.chain.evm;

import coffer.chain.ChainSource.Candidate;
import coffer.core.chain.Transfer;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Adds positions to candidates, from the receipts of their transactions.
final class ReceiptPositions {
  private final EvmPinnedAssets pinned;

  ReceiptPositions(EvmPinnedAssets pinned) {
    this.pinned = pinned;
  }

  List<Transfer> resolve(EvmNodeClient node, List<Candidate> candidates) {
    var txids =
        candidates.stream()
            .filter(candidate -> !(candidate.locator() instanceof CandidateLocator.Known))
            .map(Candidate::txid)
            .distinct()
            .toList();
    var receipts = fetch(node, txids);
    var transfers = new ArrayList<Transfer>(candidates.size());
    for (var candidate : candidates) {
      transfer(candidate, Optional.ofNullable(receipts.get(candidate.txid())))
          .ifPresent(transfers::add);
    }
    return transfers;
  }

  private Map<String, Receipt> fetch(EvmNodeClient node, List<String> txids) {
    var calls =
        txids.stream()
            .map(txid -> new EvmRpc.Call("eth_getTransactionReceipt", "[\"" + txid + "\"]"))
            .toList();
    var answers = node.batch(calls, new LogReader(pinned)::receipt);
    var receipts = HashMap.<String, Receipt>newHashMap(txids.size());
    for (int i = 0; i < txids.size(); i++) {
      var txid = txids.get(i);
      var receipt =
          answers.get(i).orElseThrow(() -> EvmJsonValues.inconsistent("no receipt of " + txid));
      if (!receipt.txid().equals(txid))
        throw EvmJsonValues.inconsistent("not the receipt of " + txid);
      receipts.put(txid, receipt);
    }
    return receipts;
  }

  private static Optional<Transfer> transfer(Candidate candidate, Optional<Receipt> answer) {
    if (candidate.locator() instanceof CandidateLocator.Known(var position)) {
      return Optional.of(transfer(candidate, position, candidate.units()));
    }
    var receipt = answer.orElseThrow();
    var block = candidate.block().orElseThrow();
    if (!receipt.block().equals(block.hash())) {
      throw EvmJsonValues.inconsistent(candidate.txid() + " is not in " + block.ref());
    }
    return switch ((CandidateLocator) candidate.locator()) {
      case CandidateLocator.Known(var position) ->
          Optional.of(transfer(candidate, position, candidate.units()));
      case CandidateLocator.Fee() ->
          receipt.fee().signum() == 0
              ? Optional.empty()
              : Optional.of(transfer(candidate, EvmBlockTransfers.FEE, receipt.fee()));
      case CandidateLocator.Moved(var position) ->
          receipt.success()
              ? Optional.of(transfer(candidate, position, candidate.units()))
              : Optional.empty();
      case CandidateLocator.Log(var index) ->
          receipt.success()
              ? Optional.of(
                  transfer(candidate, place(candidate, index, receipt), candidate.units()))
              : Optional.empty();
    };
  }

  private static String place(Candidate candidate, long index, Receipt receipt) {
    var block = candidate.block().orElseThrow().hash();
    for (var placed : receipt.logs()) {
      var log = placed.log();
      if (log.index() == index && log.block().equals(block) && log.agreesWith(candidate)) {
        return "log:" + placed.place();
      }
    }
    throw EvmJsonValues.inconsistent(
        "the receipt of " + candidate.txid() + " does not have its log");
  }

  private static Transfer transfer(Candidate candidate, String position, BigInteger units) {
    return new Transfer(
        candidate.txid(),
        position,
        candidate.asset(),
        candidate.from(),
        candidate.to(),
        units,
        candidate.block(),
        List.of(),
        0,
        Map.of());
  }
}
