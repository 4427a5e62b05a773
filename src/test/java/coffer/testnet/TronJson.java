package coffer.testnet;

import coffer.testnet.TronBlock.Mined;
import coffer.testnet.TronExecution.Ret;
import coffer.testnet.TronVm.Inside;
import coffer.testnet.TronVm.Log;
import java.util.HexFormat;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// How nodes write blocks, transactions and what became of them: hex without a prefix, numbers as
/// numbers, what is zero or empty left out.
///
/// @param visible addresses in Base58, texts as texts
/// @param internal whether what contracts paid is kept, and told
record TronJson(boolean visible, boolean internal) {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  ObjectNode block(TronBlock block, boolean detail) {
    var json = NODES.objectNode().put("blockID", block.id());
    var header = json.putObject("block_header");
    var raw = header.putObject("raw_data");
    put(raw, "number", block.height());
    raw.put("txTrieRoot", hex(block.root()));
    if (block.witness().length > 0) {
      raw.put("witness_address", TronKey.text(block.witness(), visible));
    }
    raw.put("parentHash", block.parent());
    if (block.height() > 0) raw.put("version", TronBlock.VERSION);
    put(raw, "timestamp", block.at());
    if (block.signature().length > 0) header.put("witness_signature", hex(block.signature()));
    if (detail && !block.transactions().isEmpty()) {
      var transactions = json.putArray("transactions");
      for (var mined : block.transactions()) transactions.add(transaction(mined));
    }
    return json;
  }

  ObjectNode transaction(Mined mined) {
    var json = NODES.objectNode();
    json.putArray("ret").addObject().put("contractRet", mined.outcome().ret().name());
    return json.setAll(transaction(mined.transaction()));
  }

  /// One that is in no block.
  ObjectNode transaction(TronTransaction transaction) {
    var json = NODES.objectNode();
    if (!transaction.signatures().isEmpty()) {
      var signatures = json.putArray("signature");
      for (var signature : transaction.signatures()) signatures.add(hex(signature));
    }
    json.put("txID", transaction.txid());
    var raw = json.putObject("raw_data");
    var body = transaction.body();
    var contracts = raw.putArray("contract");
    for (var contract : body.contracts()) contracts.add(contract.json(visible));
    raw.put("ref_block_bytes", hex(body.refBlockBytes()));
    raw.put("ref_block_hash", hex(body.refBlockHash()));
    put(raw, "expiration", body.expiration());
    if (body.data().length > 0) raw.put("data", hex(body.data()));
    put(raw, "fee_limit", body.feeLimit());
    put(raw, "timestamp", body.timestamp());
    json.put("raw_data_hex", hex(transaction.raw()));
    return json;
  }

  /// What is built for somebody to sign.
  ObjectNode built(TronTransaction transaction) {
    return NODES.objectNode().put("visible", visible).setAll(transaction(transaction));
  }

  ArrayNode infos(TronBlock block) {
    var infos = NODES.arrayNode();
    for (var mined : block.transactions()) infos.add(info(block, mined));
    return infos;
  }

  ObjectNode info(TronBlock block, Mined mined) {
    var outcome = mined.outcome();
    var called = !outcome.contract().isEmpty();
    var json = NODES.objectNode().put("id", mined.transaction().txid());
    put(json, "fee", outcome.fee());
    put(json, "blockNumber", block.height());
    put(json, "blockTimeStamp", block.at());
    json.putArray("contractResult").add(outcome.returned());
    if (called) {
      var address = TronKey.prefixed(outcome.contract());
      json.put("contract_address", TronKey.text(address, visible));
    }
    var receipt = json.putObject("receipt");
    put(receipt, "energy_fee", outcome.energyFee());
    put(receipt, "energy_usage_total", outcome.energy());
    put(receipt, "net_usage", outcome.netUsage());
    put(receipt, "net_fee", outcome.netFee());
    if (called) receipt.put("result", outcome.ret().name());
    if (!outcome.logs().isEmpty()) {
      var logs = json.putArray("log");
      for (var log : outcome.logs()) logs.add(log(log));
    }
    if (outcome.ret() != Ret.SUCCESS) {
      json.put("result", "FAILED");
      json.put("resMessage", visible ? outcome.message() : TronExecution.hex(outcome.message()));
    }
    if (internal && !outcome.inside().isEmpty()) {
      var all = json.putArray("internal_transactions");
      for (var each : outcome.inside()) all.add(inside(mined.transaction().txid(), each));
    }
    put(json, "packingFee", outcome.fee());
    return json;
  }

  /// Without the 41 that other addresses have, unless addresses are shown in Base58.
  private ObjectNode log(Log log) {
    var address = visible ? TronKey.base58(log.address()) : log.address();
    var json = NODES.objectNode().put("address", address);
    var topics = json.putArray("topics");
    log.topics().forEach(topics::add);
    if (!log.data().isEmpty()) json.put("data", log.data());
    return json;
  }

  /// TRX of zero is told by an empty object.
  private ObjectNode inside(String txid, Inside inside) {
    var json = NODES.objectNode().put("hash", txid);
    json.put("caller_address", TronKey.text(TronKey.prefixed(inside.from()), visible));
    json.put("transferTo_address", TronKey.text(TronKey.prefixed(inside.to()), visible));
    var values = json.putArray("callValueInfo");
    var first = values.addObject();
    if (inside.asset().isEmpty()) put(first, "callValue", inside.value());
    else {
      var token = values.addObject();
      put(token, "callValue", inside.value());
      token.put("tokenId", inside.asset());
    }
    json.put("note", TronExecution.hex(inside.note()));
    if (inside.rejected()) json.put("rejected", true);
    return json;
  }

  private static void put(ObjectNode json, String name, long number) {
    if (number != 0) json.put(name, number);
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
