package coffer.chain.tron;

import coffer.chain.SourceException;
import coffer.chain.tron.RawBlock.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/// What became of a block's transactions. A block is whole only with as many infos as it has
/// transactions, each of this very block; else it is asked for again, and then not believed.
final class Infos {
  private static final int TRIES = 3;

  private final Pinned pinned;
  private final TronLimits limits;

  Infos(Pinned pinned, TronLimits limits) {
    this.pinned = pinned;
    this.limits = limits;
  }

  /// @throws SourceException if the node does not account for every transaction
  Whole whole(Node node, RawBlock block) {
    var transactions = block.transactions();
    if (transactions.isEmpty()) {
      if (block.rooted()) {
        throw Decode.inconsistent(
            "block " + block.header().ref() + " has a root of transactions, but none came");
      }
      return new Whole(block, List.of());
    }
    for (int tried = 1; ; tried++) {
      try {
        var infos = node.infos(block.header().height(), pinned, transactions);
        return new Whole(block, ordered(block, infos));
      } catch (SourceException e) {
        if (e.kind() != SourceException.Kind.INCONSISTENT || tried == TRIES) throw e;
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

  private static List<Info> ordered(RawBlock block, List<Info> infos) {
    var header = block.header();
    var transactions = block.transactions();
    if (infos.size() != transactions.size()) {
      throw Decode.inconsistent(
          "%d infos of the %d transactions of block %s"
              .formatted(infos.size(), transactions.size(), header.ref()));
    }
    for (var info : infos) {
      if (info.height() != header.height() || info.at() != header.at().toEpochMilli()) {
        throw Decode.inconsistent("an info of another block than " + header.ref());
      }
    }
    return inOrder(transactions, infos) ? infos : sorted(block, infos);
  }

  private static boolean inOrder(List<Transaction> transactions, List<Info> infos) {
    for (int i = 0; i < infos.size(); i++) {
      if (!infos.get(i).txid().equals(transactions.get(i).txid())) return false;
    }
    return true;
  }

  private static List<Info> sorted(RawBlock block, List<Info> infos) {
    var byTxid = HashMap.<String, Info>newHashMap(infos.size());
    for (var info : infos) byTxid.put(info.txid(), info);
    var sorted = new ArrayList<Info>(infos.size());
    for (var transaction : block.transactions()) {
      var info = byTxid.get(transaction.txid());
      if (info == null) {
        throw Decode.inconsistent(
            "no info of " + transaction.txid() + " in block " + block.header().ref());
      }
      sorted.add(info);
    }
    return sorted;
  }
}
