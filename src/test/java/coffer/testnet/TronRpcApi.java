package coffer.testnet;

import coffer.testnet.TronBlock.Mined;
import coffer.testnet.TronVm.Log;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `/jsonrpc` of the double.
final class TronRpcApi {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int MOST_BLOCKS = 5000;
  private static final int MOST_RESULTS = 10_000;
  private static final int MOST_ADDRESSES = 1000;
  private static final String ZERO_BLOOM = "0x" + "0".repeat(512);

  private final TronChain chain;

  TronRpcApi(TronChain chain) {
    this.chain = chain;
  }

  private static final class Refused extends RuntimeException {
    private final int code;

    Refused(int code, String message) {
      super(message);
      this.code = code;
    }
  }

  JsonNode answer(JsonNode call, long solidified) {
    var answer = NODES.objectNode().put("jsonrpc", "2.0");
    answer.set("id", call.path("id"));
    try {
      answer.set("result", result(call.path("method").asString(), call.path("params"), solidified));
    } catch (Refused e) {
      answer
          .putObject("error")
          .put("code", e.code)
          .put("message", e.getMessage())
          .put("data", "{}");
    }
    return answer;
  }

  private JsonNode result(String method, JsonNode params, long solidified) {
    return switch (method) {
      case "eth_chainId", "net_version" -> NODES.stringNode("0x" + chain.chainId());
      case "eth_blockNumber" -> NODES.stringNode(quantity(chain.height()));
      case "eth_getBlockByNumber" ->
          chain
              .block(height(params.get(0).asString(), solidified))
              .<JsonNode>map(this::block)
              .orElseGet(NODES::nullNode);
      case "eth_getLogs" -> logs(params.get(0), solidified);
      case "eth_call" -> call(params);
      case "eth_getTransactionReceipt" -> receipt(params.get(0).asString());
      default -> throw new Refused(-32601, "the method " + method + " does not exist");
    };
  }

  private long height(String text, long solidified) {
    return switch (text) {
      case "latest" -> chain.height();
      case "finalized" -> solidified;
      case "earliest" -> 0;
      case "pending", "safe" -> throw new Refused(-32602, "TAG " + text + " not supported");
      default -> {
        if (!text.matches("0x[0-9a-fA-F]+")) throw new Refused(-32602, "invalid block number");
        yield Long.parseLong(text.substring(2), 16);
      }
    };
  }

  private JsonNode block(TronBlock block) {
    var json =
        NODES
            .objectNode()
            .put("number", quantity(block.height()))
            .put("hash", "0x" + block.id())
            .put("parentHash", "0x" + block.parent())
            .put("timestamp", quantity(block.at() / 1000))
            .put("transactionsRoot", "0x" + TronJson.hex(block.root()))
            .put("stateRoot", "0x")
            .put("logsBloom", ZERO_BLOOM);
    var transactions = json.putArray("transactions");
    for (var mined : block.transactions()) transactions.add("0x" + mined.transaction().txid());
    json.putArray("uncles");
    return json;
  }

  // Logs

  private ArrayNode logs(JsonNode filter, long solidified) {
    var from = height(filter.path("fromBlock").asString("latest"), solidified);
    var to = height(filter.path("toBlock").asString("latest"), solidified);
    if (from > to) throw new Refused(-32602, "please verify: fromBlock <= toBlock");
    if (Math.min(to, chain.height()) - from > MOST_BLOCKS) {
      throw new Refused(-32602, "exceed max block range: " + MOST_BLOCKS);
    }
    var addresses = texts(filter.path("address"));
    if (addresses.size() > MOST_ADDRESSES) {
      throw new Refused(-32602, "exceed max addresses: " + MOST_ADDRESSES);
    }
    var topics = filter.path("topics").valueStream().toList();
    if (topics.size() > 4) throw new Refused(-32602, "topics size should be <= 4");
    var found = NODES.arrayNode();
    for (var height = from; height <= Math.min(to, chain.height()); height++) {
      for (var log : logs(chain.block(height).orElseThrow())) {
        if (matches(log, addresses, topics)) found.add(log);
      }
    }
    if (found.size() > MOST_RESULTS) {
      throw new Refused(-32005, "query returned more than " + MOST_RESULTS + " results");
    }
    return found;
  }

  private static boolean matches(ObjectNode log, List<String> addresses, List<JsonNode> topics) {
    if (!addresses.isEmpty() && !addresses.contains(log.get("address").asString())) return false;
    var has = texts(log.get("topics"));
    for (int i = 0; i < topics.size(); i++) {
      var wanted = texts(topics.get(i));
      if (wanted.isEmpty()) continue;
      if (i >= has.size() || !wanted.contains(has.get(i))) return false;
    }
    return true;
  }

  private static List<String> texts(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) return List.of();
    var all = node.isArray() ? node.valueStream().toList() : List.of(node);
    return all.stream().map(each -> each.asString().toLowerCase(Locale.ROOT)).toList();
  }

  /// All logs of a block, those of failed transactions too, were there any.
  private static List<ObjectNode> logs(TronBlock block) {
    var all = new ArrayList<ObjectNode>();
    for (int place = 0; place < block.transactions().size(); place++) {
      var mined = block.transactions().get(place);
      for (var log : mined.outcome().logs()) all.add(log(block, mined, place, log, all.size()));
    }
    return all;
  }

  private static ObjectNode log(TronBlock block, Mined mined, int place, Log log, int index) {
    var json =
        NODES
            .objectNode()
            .put("address", "0x" + log.address())
            .put("blockHash", "0x" + block.id())
            .put("blockNumber", quantity(block.height()))
            .put("blockTimestamp", quantity(block.at() / 1000))
            .put("transactionHash", "0x" + mined.transaction().txid())
            .put("transactionIndex", quantity(place))
            .put("logIndex", quantity(index))
            .put("removed", false)
            .put("data", "0x" + log.data());
    var topics = json.putArray("topics");
    log.topics().forEach(topic -> topics.add("0x" + topic));
    return json;
  }

  // The rest

  private JsonNode call(JsonNode params) {
    if (!params.get(1).asString("").equals("latest")) {
      throw new Refused(-32602, "QUANTITY not supported, just support TAG as latest");
    }
    var to = params.get(0).path("to").asString("0x").substring(2).toLowerCase(Locale.ROOT);
    var data = params.get(0).path("data").asString("0x").substring(2);
    var state = chain.head().state().copy();
    if (!state.contracts.containsKey(to)) {
      throw new Refused(-32600, "Smart contract is not exist.");
    }
    var nobody = "0".repeat(40);
    var result = new TronVm(state).call(nobody, to, 0, HexFormat.of().parseHex(data));
    if (!result.success()) throw new Refused(-32000, "REVERT opcode executed");
    return NODES.stringNode("0x" + result.returned());
  }

  private JsonNode receipt(String hash) {
    if (!hash.matches("(0x)?[a-zA-Z0-9]{64}")) throw new Refused(-32602, "invalid hash value");
    var txid = hash.replace("0x", "");
    Optional<TronBlock> block = chain.blockOf(txid);
    if (block.isEmpty()) return NODES.nullNode();
    var all = block.get().transactions();
    for (int place = 0; place < all.size(); place++) {
      var mined = all.get(place);
      if (!mined.transaction().txid().equals(txid)) continue;
      var success = mined.outcome().ret() == TronExecution.Ret.SUCCESS;
      var json =
          NODES
              .objectNode()
              .put("blockHash", "0x" + block.get().id())
              .put("blockNumber", quantity(block.get().height()))
              .put("transactionHash", "0x" + txid)
              .put("transactionIndex", quantity(place))
              .put("gasUsed", quantity(mined.outcome().energy()))
              .put("status", success ? "0x1" : "0x0")
              .put("type", "0x0");
      var logs = json.putArray("logs");
      logs(block.get()).stream()
          .filter(log -> log.get("transactionHash").asString().endsWith(txid))
          .forEach(logs::add);
      return json;
    }
    return NODES.nullNode();
  }

  private static String quantity(long number) {
    return "0x" + Long.toHexString(number);
  }
}
