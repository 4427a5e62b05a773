package coffer.testnet;

import coffer.testnet.TronContract.Type;
import coffer.testnet.TronExecution.Invalid;
import java.util.HexFormat;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `/wallet/...` and `/walletsolidity/...` of the double.
final class TronHttpApi {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int MOST_BLOCKS = 100;

  private final TronChain chain;

  private final boolean internal;

  /// @param internal whether what contracts paid is kept
  TronHttpApi(TronChain chain, boolean internal) {
    this.chain = chain;
    this.internal = internal;
  }

  /// There is no such path.
  static final class NoSuchPath extends RuntimeException {}

  /// @param path without its first slash
  /// @param solidified what is the newest block for `/walletsolidity`
  JsonNode answer(String path, JsonNode asked, long solidified) {
    var method = path.substring(path.indexOf('/') + 1);
    var newest = path.startsWith("walletsolidity/") ? solidified : chain.height();
    var visible = asked.path("visible").asBoolean(false);
    var json = new TronJson(visible, internal);
    try {
      return switch (method) {
        case "getnowblock" -> block(json, newest, newest);
        case "getblockbynum" -> block(json, asked.path("num").asLong(0), newest);
        case "getblockbyid" -> blockById(json, asked.path("value").asString(""), newest);
        case "getblock" -> block(json, asked, newest);
        case "getblockbylimitnext" -> blocks(json, asked, newest);
        case "gettransactionbyid" -> transaction(json, asked, newest, false);
        case "gettransactioninfobyid" -> transaction(json, asked, newest, true);
        case "gettransactioninfobyblocknum" -> infos(json, asked, newest);
        case "getaccount" -> account(asked, visible);
        case "getnodeinfo" -> nodeInfo(solidified);
        case "getchainparameters" -> parameters();
        case "createtransaction" -> json.built(transfer(asked, visible));
        case "triggersmartcontract" -> trigger(json, asked, visible, false);
        case "triggerconstantcontract" -> trigger(json, asked, visible, true);
        case "broadcasttransaction" -> broadcast(TronTransaction.read(asked, visible), visible);
        case "broadcasthex" -> broadcastHex(asked.path("transaction").asString(""));
        default -> throw new NoSuchPath();
      };
    } catch (Invalid e) {
      return error("org.tron.core.exception.ContractValidateException", e.getMessage());
    } catch (IllegalArgumentException e) {
      return error("org.tron.core.services.http.JsonFormat$ParseException", e.getMessage());
    }
  }

  static ObjectNode error(String type, String message) {
    return NODES.objectNode().put("Error", "class " + type + " : " + message);
  }

  // Blocks

  private JsonNode block(TronJson json, long height, long newest) {
    return known(height, newest).map(b -> json.block(b, true)).orElseGet(NODES::objectNode);
  }

  private Optional<TronBlock> known(long height, long newest) {
    return height > newest ? Optional.empty() : chain.block(height);
  }

  private JsonNode blockById(TronJson json, String id, long newest) {
    return chain.blocks.stream()
        .filter(block -> block.id().equals(id) && block.height() <= newest)
        .findFirst()
        .map(block -> json.block(block, true))
        .orElseGet(NODES::objectNode);
  }

  private JsonNode block(TronJson json, JsonNode asked, long newest) {
    var which = asked.path("id_or_num").asString("");
    var detail = asked.path("detail").asBoolean(false);
    if (which.length() == 64) {
      return chain.blocks.stream()
          .filter(block -> block.id().equals(which) && block.height() <= newest)
          .findFirst()
          .map(block -> json.block(block, detail))
          .orElseGet(NODES::objectNode);
    }
    if (!which.matches("\\d*")) {
      return NODES.objectNode().put("Error", "id must be legal block hash.");
    }
    var height = which.isEmpty() ? newest : Long.parseLong(which);
    return known(height, newest).map(b -> json.block(b, detail)).orElseGet(NODES::objectNode);
  }

  private JsonNode blocks(TronJson json, JsonNode asked, long newest) {
    var from = asked.path("startNum").asLong(0);
    var until = asked.path("endNum").asLong(0);
    var answer = NODES.objectNode();
    if (from < 0 || until <= from || until - from > MOST_BLOCKS) return answer;
    for (var height = from; height < until; height++) {
      known(height, newest).ifPresent(b -> answer.withArray("block").add(json.block(b, true)));
    }
    return answer;
  }

  // Transactions

  private JsonNode transaction(TronJson json, JsonNode asked, long newest, boolean info) {
    var txid = asked.path("value").asString("");
    HexFormat.of().parseHex(txid);
    var block = chain.blockOf(txid).filter(found -> found.height() <= newest);
    if (block.isEmpty()) return NODES.objectNode();
    var mined =
        block.get().transactions().stream()
            .filter(each -> each.transaction().txid().equals(txid))
            .findFirst()
            .orElseThrow();
    return info ? json.info(block.get(), mined) : json.transaction(mined);
  }

  private JsonNode infos(TronJson json, JsonNode asked, long newest) {
    var height = asked.path("num").asLong(0);
    if (height <= 0) return NODES.objectNode();
    return known(height, newest).map(json::infos).orElseGet(NODES::arrayNode);
  }

  private TronTransaction transfer(JsonNode asked, boolean visible) {
    var contract =
        TronContract.of(
            Type.TransferContract,
            "owner_address",
            TronKey.bytes(asked.path("owner_address").asString(""), visible),
            "to_address",
            TronKey.bytes(asked.path("to_address").asString(""), visible),
            "amount",
            asked.path("amount").asLong(0));
    var built = chain.build(contract, 0);
    new TronExecution(chain.head().state(), built).validate();
    return built;
  }

  private JsonNode trigger(TronJson json, JsonNode asked, boolean visible, boolean constant) {
    var answer = NODES.objectNode();
    var result = answer.putObject("result");
    TronContract contract;
    try {
      contract = called(asked, visible);
    } catch (IllegalArgumentException e) {
      result.put("code", "OTHER_ERROR");
      result.put("message", TronExecution.hex(e.getClass() + " : " + e.getMessage()));
      return answer;
    }
    var address = contract.account("contract_address");
    var state = chain.head().state();
    if (!state.contracts.containsKey(address)) {
      var message =
          constant ? "Smart contract is not exist." : "No contract or not a valid smart contract";
      result.put("code", "CONTRACT_VALIDATE_ERROR").put("message", TronExecution.hex(message));
      return answer;
    }
    result.put("result", true);
    var built = json.built(chain.build(contract, asked.path("fee_limit").asLong(0)));
    if (constant) {
      var ran =
          new TronVm(state.copy())
              .call(
                  contract.account("owner_address"),
                  address,
                  contract.number("call_value"),
                  contract.bytes("data"));
      answer.put("energy_used", ran.energy());
      answer.putArray("constant_result").add(ran.returned());
      var ret = built.putArray("ret").addObject();
      if (!ran.success()) {
        ret.put("ret", "FAILED");
        result.put("message", TronExecution.hex("REVERT opcode executed"));
      }
    }
    answer.set("transaction", built);
    return answer;
  }

  private static TronContract called(JsonNode asked, boolean visible) {
    var function = asked.path("function_selector").asString("");
    var data = asked.path("data").asString("");
    if (!function.isEmpty()) {
      var ascii = function.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      var selector = TronJson.hex(TronKey.keccak(ascii, 0, ascii.length)).substring(0, 8);
      data = selector + asked.path("parameter").asString("");
    }
    return TronContract.of(
        Type.TriggerSmartContract,
        "owner_address",
        TronKey.bytes(asked.path("owner_address").asString(""), visible),
        "contract_address",
        TronKey.bytes(asked.path("contract_address").asString(""), visible),
        "call_value",
        asked.path("call_value").asLong(0),
        "data",
        HexFormat.of().parseHex(data));
  }

  private JsonNode broadcast(TronTransaction transaction, boolean visible) {
    var answer = NODES.objectNode();
    var refusal = chain.broadcast(transaction);
    if (refusal.isPresent()) {
      var parts = refusal.get().split(" ", 2);
      answer.put("code", parts[0]);
      answer.put("message", visible ? parts[1] : TronExecution.hex(parts[1]));
    } else {
      answer.put("result", true);
    }
    return answer.put("txid", transaction.txid());
  }

  private JsonNode broadcastHex(String hex) {
    var transaction = TronTransaction.decode(HexFormat.of().parseHex(hex));
    var answer = NODES.objectNode();
    var refusal = chain.broadcast(transaction);
    var parts = refusal.orElse("SUCCESS ").split(" ", 2);
    return answer
        .put("result", refusal.isEmpty())
        .put("code", parts[0])
        .put("message", parts[1])
        .put("transaction", new TronJson(true, internal).transaction(transaction).toString())
        .put("txid", transaction.txid());
  }

  // The rest

  private JsonNode account(JsonNode asked, boolean visible) {
    var address = TronKey.bytes(asked.path("address").asString(""), visible);
    var account = HexFormat.of().formatHex(address).substring(2);
    var json = NODES.objectNode();
    if (!chain.head().state().trx.containsKey(account)) return json;
    json.put("address", TronKey.text(address, visible));
    var balance = chain.head().state().balance(account);
    if (balance != 0) json.put("balance", balance);
    return json;
  }

  private JsonNode nodeInfo(long solidified) {
    return NODES
        .objectNode()
        .put("beginSyncNum", solidified)
        .put("block", "Num:" + chain.height() + ",ID:" + chain.head().id())
        .put("solidityBlock", "Num:" + solidified + ",ID:" + chain.id(solidified));
  }

  private static JsonNode parameters() {
    var answer = NODES.objectNode();
    var all = answer.putArray("chainParameter");
    all.addObject().put("key", "getMaintenanceTimeInterval").put("value", 1_800_000);
    all.addObject().put("key", "getCreateAccountFee").put("value", TronExecution.NEW_ACCOUNT);
    all.addObject().put("key", "getTransactionFee").put("value", TronExecution.SUN_A_BYTE);
    all.addObject().put("key", "getCreateNewAccountFeeInSystemContract");
    all.addObject().put("key", "getEnergyFee").put("value", TronExecution.SUN_A_UNIT);
    return answer;
  }
}
