package coffer.chain.evm;

import coffer.chain.Endpoints;
import coffer.chain.NodeErrorResponse;
import coffer.chain.SourceException.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Checks that no logs are missing, which a linked header does not prove. If a block's Bloom filter
/// may contain a Transfer log of a pinned contract, but the node returned none, the block's logs
/// are requested again by its hash. If there are still none, all logs of the block, of any
/// contract, must account for every bit of its Bloom filter. Asking another endpoint would prove
/// nothing: both may omit the same logs.
final class LogCompleteness {
  private final EvmPinnedAssets pinned;
  private final LogQuery query;
  private final Endpoints<EvmNodeClient> nodes;

  LogCompleteness(EvmPinnedAssets pinned, LogQuery query, Endpoints<EvmNodeClient> nodes) {
    this.pinned = pinned;
    this.query = query;
    this.nodes = nodes;
  }

  /// @param found the logs by block hash; blocks that are not in it are checked
  /// @return the logs of all blocks
  /// @throws coffer.chain.SourceException if the node does not return all logs of a checked block
  Map<String, List<EvmTransferLog>> settled(
      EvmNodeClient node, List<EvmRawBlock> blocks, Map<String, List<EvmTransferLog>> found) {
    var doubtful =
        blocks.stream()
            .filter(block -> !found.containsKey(block.header().hash()))
            .filter(block -> pinned.mayBeIn(block.bloom()))
            .toList();
    if (doubtful.isEmpty()) return found;
    var all = new HashMap<>(found);
    doubtful = keep(all, doubtful, asked(node, doubtful));
    if (doubtful.isEmpty()) return all;
    var whole = new HashMap<String, List<EvmTransferLog>>();
    for (var block : doubtful) whole.put(block.header().hash(), query.whole(node, block));
    keep(all, doubtful, whole);
    return all;
  }

  private Map<String, List<EvmTransferLog>> asked(EvmNodeClient node, List<EvmRawBlock> doubtful) {
    var again = new HashMap<String, List<EvmTransferLog>>();
    try {
      query.blocks(
          node,
          doubtful.stream().map(EvmRawBlock::header).toList(),
          (header, logs) -> again.put(header.hash(), logs));
    } catch (NodeErrorResponse e) {
      if (e.kind() == Kind.LIMITED) throw e; // else the blocks' complete logs are read
    }
    return again;
  }

  /// Adds the logs that the second request returned; the first answer was wrong then.
  ///
  /// @return the blocks that still have no logs
  private List<EvmRawBlock> keep(
      Map<String, List<EvmTransferLog>> all,
      List<EvmRawBlock> doubtful,
      Map<String, List<EvmTransferLog>> again) {
    var still = new ArrayList<EvmRawBlock>();
    for (var block : doubtful) {
      var hash = block.header().hash();
      var logs = again.getOrDefault(hash, List.of());
      if (logs.isEmpty()) {
        still.add(block);
      } else {
        nodes.count(Kind.INCONSISTENT);
        all.put(hash, logs);
      }
    }
    return still;
  }
}
