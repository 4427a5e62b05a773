package coffer.chain.tron;

import coffer.core.chain.BlockRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Counts the Transfer logs of pinned contracts a second time, if the endpoint has a JSON-RPC API.
/// The node's log index must contain as many for each solidified block as its transaction infos.
final class LogCrossCheck {
  private final boolean tokens;
  private final String filter;

  LogCrossCheck(TronPinnedAssets pinned) {
    this.tokens = !pinned.contracts().isEmpty();
    this.filter =
        pinned.contracts().stream()
            .map(contract -> "\"0x" + contract.address() + '"')
            .collect(
                Collectors.joining(
                    ",",
                    "\"address\":[",
                    "],\"topics\":[\"0x" + TronPinnedAssets.TRANSFER + "\"]"));
  }

  /// @throws coffer.chain.SourceException if the counts differ
  void check(TronNodeClient node, List<BlockWithInfos> blocks) {
    if (!tokens || !node.hasJsonRpc() || blocks.isEmpty()) return;
    var counts = new HashMap<BlockRef, Integer>();
    count(node, blocks, counts);
    for (var whole : blocks) {
      var ref = whole.block().header().ref();
      var expected = whole.infos().stream().mapToInt(info -> info.logs().size()).sum();
      var counted = counts.getOrDefault(ref, 0);
      if (expected != counted) {
        throw TronJsonValues.inconsistent(
            "%d transfers in the infos of block %s, %d in eth_getLogs"
                .formatted(expected, ref, counted));
      }
    }
  }

  private void count(
      TronNodeClient node, List<BlockWithInfos> blocks, Map<BlockRef, Integer> into) {
    node.logs()
        .each(
            blocks.stream().map(whole -> whole.block().header().height()).toList(),
            _ -> false,
            heights -> {
              var body =
                  """
                  {"jsonrpc":"2.0","id":1,"method":"eth_getLogs","params":[{"fromBlock":"0x%x",\
                  "toBlock":"0x%x",%s}]}"""
                      .formatted(heights.getFirst(), heights.getLast(), filter);
              node.api()
                  .jsonrpc(body, json -> TronJsonRpc.result(json, LogCrossCheck::logs))
                  .orElseThrow(() -> TronJsonValues.inconsistent("no logs, not even none"))
                  .forEach((ref, count) -> into.merge(ref, count, Integer::sum));
            });
  }

  private static Map<BlockRef, Integer> logs(JsonParser json) {
    TronJsonValues.expect(json, JsonToken.START_ARRAY);
    var counts = new HashMap<BlockRef, Integer>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      TronJsonValues.expect(json, JsonToken.START_OBJECT);
      var hash = "";
      var height = -1L;
      for (String name; (name = json.nextName()) != null; ) {
        json.nextToken();
        switch (name) {
          case "blockHash" -> hash = TronJsonValues.text(json).substring(2);
          case "blockNumber" -> height = Long.parseLong(TronJsonValues.text(json).substring(2), 16);
          default -> json.skipChildren();
        }
      }
      counts.merge(new BlockRef(height, hash), 1, Integer::sum);
    }
    return counts;
  }
}
