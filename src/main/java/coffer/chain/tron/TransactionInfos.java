package coffer.chain.tron;

import coffer.chain.SourceException;
import coffer.chain.tron.TronRawBlock.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/// Fetches the results of a block's transactions. They are complete only if there is one for each
/// transaction, each of this block. Incomplete results are requested again, then rejected.
final class TransactionInfos {
  private static final int MAX_ATTEMPTS = 3;

  private final TronPinnedAssets pinned;
  private final TronLimits limits;

  TransactionInfos(TronPinnedAssets pinned, TronLimits limits) {
    this.pinned = pinned;
    this.limits = limits;
  }

  /// @throws SourceException if the node does not return the result of every transaction
  BlockWithInfos whole(TronNodeClient node, TronRawBlock block) {
    var transactions = block.transactions();
    if (transactions.isEmpty()) {
      if (block.rooted()) {
        throw TronJsonValues.inconsistent(
            "block " + block.header().ref() + " has a root of transactions, but none came");
      }
      return new BlockWithInfos(block, List.of());
    }
    for (int tried = 1; ; tried++) {
      try {
        var infos = node.infos(block.header().height(), pinned, transactions);
        return new BlockWithInfos(block, ordered(block, infos));
      } catch (SourceException e) {
        if (e.kind() != SourceException.Kind.INCONSISTENT || tried == MAX_ATTEMPTS) throw e;
        pause();
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(limits.again());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static List<TransactionInfo> ordered(TronRawBlock block, List<TransactionInfo> infos) {
    var header = block.header();
    var transactions = block.transactions();
    if (infos.size() != transactions.size()) {
      throw TronJsonValues.inconsistent(
          "%d infos of the %d transactions of block %s"
              .formatted(infos.size(), transactions.size(), header.ref()));
    }
    for (var info : infos) {
      if (info.height() != header.height() || info.at() != header.at().toEpochMilli()) {
        throw TronJsonValues.inconsistent("an info of another block than " + header.ref());
      }
    }
    return inOrder(transactions, infos) ? infos : sorted(block, infos);
  }

  private static boolean inOrder(List<Transaction> transactions, List<TransactionInfo> infos) {
    for (int i = 0; i < infos.size(); i++) {
      if (!infos.get(i).txid().equals(transactions.get(i).txid())) return false;
    }
    return true;
  }

  private static List<TransactionInfo> sorted(TronRawBlock block, List<TransactionInfo> infos) {
    var byTxid = HashMap.<String, TransactionInfo>newHashMap(infos.size());
    for (var info : infos) byTxid.put(info.txid(), info);
    var sorted = new ArrayList<TransactionInfo>(infos.size());
    for (var transaction : block.transactions()) {
      var info = byTxid.get(transaction.txid());
      if (info == null) {
        throw TronJsonValues.inconsistent(
            "no info of " + transaction.txid() + " in block " + block.header().ref());
      }
      sorted.add(info);
    }
    return sorted;
  }
}
