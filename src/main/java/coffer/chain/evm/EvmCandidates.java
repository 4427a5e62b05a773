package coffer.chain.evm;

import coffer.chain.ChainSource.BlockTransfers;
import coffer.core.chain.Asset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Combines everything that was read of a block. Requests and checks the parts that are missing.
final class EvmCandidates {
  private final EvmPinnedAssets pinned;
  private final InternalTransfers traces;

  EvmCandidates(EvmPinnedAssets pinned, InternalTransfers traces) {
    this.pinned = pinned;
    this.traces = traces;
  }

  /// @param receipts of the whole block; empty if they were not read
  BlockTransfers of(
      EvmNodeClient node,
      EvmRawBlock block,
      List<EvmTransferLog> logs,
      Optional<List<Receipt>> receipts) {
    var source = pinned.source().at(block.header().height());
    var coin = source instanceof NativeSource.Off ? Optional.<Asset>empty() : pinned.coin();
    var traced = coin.isPresent() && source instanceof NativeSource.Traces;
    return new EvmBlockTransfers(
        block,
        logs,
        receipts.orElse(List.of()),
        coin,
        source,
        coin.isPresent() ? byTxid(block, receipts) : Map.of(),
        traced && !block.transactions().isEmpty() ? traces.of(node, block) : List.of());
  }

  /// If receipts were read, every transaction must have one.
  private static Map<String, Receipt> byTxid(EvmRawBlock block, Optional<List<Receipt>> receipts) {
    if (receipts.isEmpty()) return Map.of();
    var map = HashMap.<String, Receipt>newHashMap(receipts.get().size());
    for (var receipt : receipts.get()) map.put(receipt.txid(), receipt);
    for (var transaction : block.transactions()) {
      var txid = transaction.txid();
      if (!map.containsKey(txid)) throw EvmJsonValues.inconsistent("no receipt of " + txid);
    }
    return map;
  }
}
