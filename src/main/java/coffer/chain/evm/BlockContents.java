package coffer.chain.evm;

import coffer.chain.NodeErrorResponse;
import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the contents of single blocks by hash: their receipts if the node returns them per block,
/// else their logs, else the receipts of all their transactions.
final class BlockContents {
  /// @param receipts of the whole block; empty if they were not read
  record Held(List<EvmTransferLog> logs, Optional<List<Receipt>> receipts) {
    private static Held of(List<Receipt> receipts) {
      var logs =
          receipts.stream()
              .flatMap(receipt -> receipt.logs().stream())
              .map(Receipt.Placed::log)
              .toList();
      return new Held(logs, Optional.of(receipts));
    }
  }

  private final EvmPinnedAssets pinned;
  private final LogQuery query;

  BlockContents(EvmPinnedAssets pinned, LogQuery query) {
    this.pinned = pinned;
    this.query = query;
  }

  /// @return the contents by block hash
  Map<String, Held> of(EvmNodeClient node, List<EvmRawBlock> blocks) {
    var held = new HashMap<String, Held>();
    return node.holding()
        .ask(
            method -> {
              var open = blocks.stream().filter(b -> !held.containsKey(b.header().hash())).toList();
              switch (method) {
                case BLOCK_RECEIPTS -> byReceipts(node, open, held);
                case LOGS -> byLogs(node, open, held);
                case RECEIPTS ->
                    open.forEach(
                        block ->
                            held.put(block.header().hash(), Held.of(query.receipts(node, block))));
              }
              return held;
            });
  }

  /// Contradictory receipts are treated as a rejection, so that the next method is tried; its
  /// answers are checked again.
  private void byReceipts(EvmNodeClient node, List<EvmRawBlock> blocks, Map<String, Held> into) {
    try {
      query.receipts(
          node, blocks, (block, receipts) -> into.put(block.header().hash(), Held.of(receipts)));
    } catch (SourceException e) {
      if (e.kind() != Kind.INCONSISTENT || e instanceof NodeErrorResponse) throw e;
      throw new NodeErrorResponse(e.kind(), String.valueOf(e.getMessage()), e);
    }
  }

  private void byLogs(EvmNodeClient node, List<EvmRawBlock> blocks, Map<String, Held> into) {
    var headers = blocks.stream().map(EvmRawBlock::header).toList();
    if (pinned.isEmpty()) {
      headers.forEach(header -> into.put(header.hash(), new Held(List.of(), Optional.empty())));
      return;
    }
    query.blocks(
        node, headers, (header, logs) -> into.put(header.hash(), new Held(logs, Optional.empty())));
  }
}
