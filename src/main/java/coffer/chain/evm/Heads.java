package coffer.chain.evm;

import coffer.chain.ChainSource;
import coffer.core.chain.BlockRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Blocks above finality: each asked for by its hash, so that every answer is about the very block
/// whose header is linked.
final class Heads {
  private final Pinned pinned;
  private final LogQuery query;
  private final Completeness completeness;
  private final Candidates candidates;
  private final int most;

  Heads(
      Pinned pinned,
      LogQuery query,
      Completeness completeness,
      Candidates candidates,
      EvmLimits limits) {
    this.pinned = pinned;
    this.query = query;
    this.completeness = completeness;
    this.candidates = candidates;
    this.most = limits.heads();
  }

  List<ChainSource.Block> after(Node node, BlockRef after, long last) {
    var coin = pinned.coin().isPresent();
    var blocks = Links.after(node, after, Math.min(last, after.height() + most), coin);
    var receipts = Optional.ofNullable(query.receipts(node, blocks));
    var found = receipts.map(all -> logs(blocks, all)).orElseGet(() -> logsByHash(node, blocks));
    var logs = completeness.settled(node, blocks, found);
    var read = new ArrayList<ChainSource.Block>(blocks.size());
    for (int i = 0; i < blocks.size(); i++) {
      var block = blocks.get(i);
      var place = i;
      var moves =
          candidates.of(
              node,
              block,
              logs.getOrDefault(block.header().hash(), List.of()),
              receipts.map(all -> all.get(place)));
      read.add(new ChainSource.Block(block.header(), moves));
    }
    return read;
  }

  private static Map<String, List<TransferLog>> logs(
      List<RawBlock> blocks, List<List<Receipt>> receipts) {
    var found = new HashMap<String, List<TransferLog>>();
    for (int i = 0; i < blocks.size(); i++) {
      var logs =
          receipts.get(i).stream()
              .flatMap(receipt -> receipt.logs().stream())
              .map(Receipt.Placed::log)
              .toList();
      if (!logs.isEmpty()) found.put(blocks.get(i).header().hash(), logs);
    }
    return found;
  }

  private Map<String, List<TransferLog>> logsByHash(Node node, List<RawBlock> blocks) {
    if (pinned.isEmpty()) return Map.of();
    var answers = query.blocks(node, blocks.stream().map(RawBlock::header).toList());
    var found = new HashMap<String, List<TransferLog>>();
    for (int i = 0; i < blocks.size(); i++) {
      if (!answers.get(i).isEmpty()) found.put(blocks.get(i).header().hash(), answers.get(i));
    }
    return found;
  }
}
