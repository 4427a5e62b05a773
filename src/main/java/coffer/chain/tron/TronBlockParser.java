package coffer.chain.tron;

import coffer.chain.tron.TronRawBlock.Transaction;
import coffer.chain.tron.TronRawBlock.Type;
import coffer.core.chain.Address;
import coffer.core.chain.BlockHeader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Parses blocks. The members of an object can come in any order, and zero values are omitted. To
/// be used for one response only; not thread-safe.
final class TronBlockParser {
  private static final int HEIGHT_DIGITS = 16;

  private final boolean whole;

  // The fields of the header that is being parsed
  private long height;
  private long at;
  private @Nullable String parent;
  private boolean rooted;

  // The fields of the transaction that is being parsed
  private Type type = Type.OTHER;
  private int contracts;
  private @Nullable Address owner;
  private @Nullable Address to;
  private long amount;
  private long callValue;

  /// @param whole with the transactions
  TronBlockParser(boolean whole) {
    this.whole = whole;
  }

  /// Parses the response of `getblock`, `getblockbynum` and `getnowblock`; empty if there is no
  /// such block.
  Optional<TronRawBlock> block(JsonParser json) {
    TronJsonValues.expect(json, JsonToken.START_OBJECT);
    String id = null;
    var transactions = List.<Transaction>of();
    var headed = false;
    for (String name; (name = json.nextName()) != null; ) {
      json.nextToken();
      switch (name) {
        case "blockID" -> id = TronJsonValues.hash(json, null);
        case "block_header" -> {
          header(json);
          headed = true;
        }
        case "transactions" -> {
          if (whole) transactions = transactions(json);
          else json.skipChildren();
        }
        case "Error" -> throw TronJsonValues.error(json);
        default -> json.skipChildren();
      }
    }
    if (id == null && !headed) return Optional.empty();
    var hash = TronJsonValues.known(id, "blockID");
    if (!headed) throw new IllegalArgumentException("no block_header");
    if (TronHex.word(hash, HEIGHT_DIGITS) != height) {
      throw TronJsonValues.inconsistent("block " + hash + " claims the height " + height);
    }
    if (parent == null && height > 0) throw new IllegalArgumentException("no parentHash");
    var header =
        new BlockHeader(height, hash, parent == null ? "" : parent, Instant.ofEpochMilli(at));
    return Optional.of(new TronRawBlock(header, rooted, transactions));
  }

  /// Parses the response of `getblockbylimitnext`.
  List<TronRawBlock> blocks(JsonParser json) {
    TronJsonValues.expect(json, JsonToken.START_OBJECT);
    var blocks = new ArrayList<TronRawBlock>();
    for (String name; (name = json.nextName()) != null; ) {
      json.nextToken();
      switch (name) {
        case "block" -> {
          TronJsonValues.expect(json, JsonToken.START_ARRAY);
          while (json.nextToken() != JsonToken.END_ARRAY) block(json).ifPresent(blocks::add);
        }
        case "Error" -> throw TronJsonValues.error(json);
        default -> json.skipChildren();
      }
    }
    return blocks;
  }

  private void header(JsonParser json) {
    height = 0;
    at = 0;
    parent = null;
    rooted = false;
    TronJsonValues.expect(json, JsonToken.START_OBJECT);
    for (String name; (name = json.nextName()) != null; ) {
      json.nextToken();
      if (name.equals("raw_data")) raw(json);
      else json.skipChildren();
    }
  }

  private void raw(JsonParser json) {
    TronJsonValues.expect(json, JsonToken.START_OBJECT);
    for (String name; (name = json.nextName()) != null; ) {
      json.nextToken();
      switch (name) {
        case "number" -> height = TronJsonValues.amount(json);
        case "timestamp" -> at = TronJsonValues.amount(json);
        case "parentHash" -> parent = TronJsonValues.hash(json, null);
        case "txTrieRoot" -> rooted = !TronJsonValues.text(json).chars().allMatch(c -> c == '0');
        default -> json.skipChildren();
      }
    }
  }

  private List<Transaction> transactions(JsonParser json) {
    TronJsonValues.expect(json, JsonToken.START_ARRAY);
    var transactions = new ArrayList<Transaction>();
    while (json.nextToken() != JsonToken.END_ARRAY) transactions.add(transaction(json));
    return transactions;
  }

  private Transaction transaction(JsonParser json) {
    TronJsonValues.expect(json, JsonToken.START_OBJECT);
    type = Type.OTHER;
    contracts = 0;
    owner = null;
    to = null;
    amount = 0;
    callValue = 0;
    String txid = null;
    var success = false;
    for (String name; (name = json.nextName()) != null; ) {
      json.nextToken();
      switch (name) {
        case "txID" -> txid = TronJsonValues.hash(json, null);
        case "ret" -> success = success(json);
        case "raw_data" -> rawData(json);
        default -> json.skipChildren();
      }
    }
    // Today each has one. The protocol does not define a meaning for several.
    if (contracts != 1) throw new IllegalArgumentException(contracts + " contracts in " + txid);
    return new Transaction(
        TronJsonValues.known(txid, "txID"), type, success, owner, to, amount, callValue);
  }

  private static boolean success(JsonParser json) {
    TronJsonValues.expect(json, JsonToken.START_ARRAY);
    var success = false;
    for (int place = 0; json.nextToken() != JsonToken.END_ARRAY; place++) {
      TronJsonValues.expect(json, JsonToken.START_OBJECT);
      for (String name; (name = json.nextName()) != null; ) {
        json.nextToken();
        if (place == 0 && name.equals("contractRet")) success = TronJsonValues.is(json, "SUCCESS");
        else json.skipChildren();
      }
    }
    return success;
  }

  private void rawData(JsonParser json) {
    TronJsonValues.expect(json, JsonToken.START_OBJECT);
    for (String name; (name = json.nextName()) != null; ) {
      var token = json.nextToken();
      if (name.equals("contract") && token == JsonToken.START_ARRAY) {
        for (; json.nextToken() != JsonToken.END_ARRAY; contracts++) contract(json);
      } else {
        json.skipChildren();
      }
    }
  }

  private void contract(JsonParser json) {
    TronJsonValues.expect(json, JsonToken.START_OBJECT);
    for (String name; (name = json.nextName()) != null; ) {
      json.nextToken();
      switch (name) {
        case "type" -> type = type(json);
        case "parameter" -> parameter(json);
        default -> json.skipChildren();
      }
    }
    if (type == Type.TRANSFER || type == Type.PARTICIPATE) {
      TronJsonValues.known(owner, "owner_address");
      TronJsonValues.known(to, "to_address");
      // Without this error, a payment could be lost silently.
      if (amount < 0) throw new IllegalArgumentException("an amount that is no whole number");
    }
  }

  private static Type type(JsonParser json) {
    return switch (TronJsonValues.text(json)) {
      case "TransferContract" -> Type.TRANSFER;
      case "TriggerSmartContract" -> Type.CALL;
      case "CreateSmartContract" -> Type.CREATE;
      case "ParticipateAssetIssueContract" -> Type.PARTICIPATE;
      default -> Type.OTHER;
    };
  }

  private void parameter(JsonParser json) {
    TronJsonValues.expect(json, JsonToken.START_OBJECT);
    for (String name; (name = json.nextName()) != null; ) {
      var token = json.nextToken();
      if (name.equals("value") && token == JsonToken.START_OBJECT) value(json);
      else json.skipChildren();
    }
  }

  /// Parses the value of a contract whose type may not be known yet.
  private void value(JsonParser json) {
    for (String name; (name = json.nextName()) != null; ) {
      var token = json.nextToken();
      switch (name) {
        case "owner_address" -> owner = TronJsonValues.address(json);
        case "to_address" -> to = TronJsonValues.address(json);
        case "amount" ->
            amount = token == JsonToken.VALUE_NUMBER_INT ? TronJsonValues.amount(json) : -1;
        case "call_value" -> callValue = TronJsonValues.amount(json);
        case "new_contract" -> {
          if (token == JsonToken.START_OBJECT) newContract(json);
        }
        default -> {}
      }
      json.skipChildren();
    }
  }

  /// Parses the TRX that a new contract receives; the rest is skipped.
  private void newContract(JsonParser json) {
    for (String name; (name = json.nextName()) != null; ) {
      json.nextToken();
      if (name.equals("call_value")) callValue = TronJsonValues.amount(json);
      else json.skipChildren();
    }
  }
}
