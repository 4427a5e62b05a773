package coffer.chain.tron;

import coffer.chain.tron.RawBlock.Transaction;
import coffer.chain.tron.RawBlock.Type;
import coffer.core.chain.Address;
import coffer.core.chain.BlockHeader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads blocks. The members of an object come in any order, and those that are zero do not come
/// at all. One reader for one answer: it is not shared.
final class BlockReader {
  private static final int HEIGHT_DIGITS = 16;

  private final boolean whole;

  // One header's fields, while it is read
  private long height;
  private long at;
  private @Nullable String parent;
  private boolean rooted;

  // One transaction's fields, while it is read
  private Type type = Type.OTHER;
  private int contracts;
  private @Nullable Address owner;
  private @Nullable Address to;
  private long amount;
  private long callValue;

  /// @param whole with the transactions
  BlockReader(boolean whole) {
    this.whole = whole;
  }

  /// The answer of `getblock`, `getblockbynum` and `getnowblock`; empty if there is no such block.
  Optional<RawBlock> block(JsonParser json) {
    Decode.expect(json, JsonToken.START_OBJECT);
    String id = null;
    var transactions = List.<Transaction>of();
    var headed = false;
    for (String name; (name = json.nextName()) != null; ) {
      json.nextToken();
      switch (name) {
        case "blockID" -> id = Decode.hash(json, null);
        case "block_header" -> {
          header(json);
          headed = true;
        }
        case "transactions" -> {
          if (whole) transactions = transactions(json);
          else json.skipChildren();
        }
        case "Error" -> throw Decode.error(json);
        default -> json.skipChildren();
      }
    }
    if (id == null && !headed) return Optional.empty();
    var hash = Decode.known(id, "blockID");
    if (!headed) throw new IllegalArgumentException("no block_header");
    if (Hex.word(hash, HEIGHT_DIGITS) != height) {
      throw Decode.inconsistent("block " + hash + " claims the height " + height);
    }
    if (parent == null && height > 0) throw new IllegalArgumentException("no parentHash");
    var header =
        new BlockHeader(height, hash, parent == null ? "" : parent, Instant.ofEpochMilli(at));
    return Optional.of(new RawBlock(header, rooted, transactions));
  }

  /// The answer of `getblockbylimitnext`.
  List<RawBlock> blocks(JsonParser json) {
    Decode.expect(json, JsonToken.START_OBJECT);
    var blocks = new ArrayList<RawBlock>();
    for (String name; (name = json.nextName()) != null; ) {
      json.nextToken();
      switch (name) {
        case "block" -> {
          Decode.expect(json, JsonToken.START_ARRAY);
          while (json.nextToken() != JsonToken.END_ARRAY) block(json).ifPresent(blocks::add);
        }
        case "Error" -> throw Decode.error(json);
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
    Decode.expect(json, JsonToken.START_OBJECT);
    for (String name; (name = json.nextName()) != null; ) {
      json.nextToken();
      if (name.equals("raw_data")) raw(json);
      else json.skipChildren();
    }
  }

  private void raw(JsonParser json) {
    Decode.expect(json, JsonToken.START_OBJECT);
    for (String name; (name = json.nextName()) != null; ) {
      json.nextToken();
      switch (name) {
        case "number" -> height = Decode.amount(json);
        case "timestamp" -> at = Decode.amount(json);
        case "parentHash" -> parent = Decode.hash(json, null);
        case "txTrieRoot" -> rooted = !Decode.text(json).chars().allMatch(c -> c == '0');
        default -> json.skipChildren();
      }
    }
  }

  private List<Transaction> transactions(JsonParser json) {
    Decode.expect(json, JsonToken.START_ARRAY);
    var transactions = new ArrayList<Transaction>();
    while (json.nextToken() != JsonToken.END_ARRAY) transactions.add(transaction(json));
    return transactions;
  }

  private Transaction transaction(JsonParser json) {
    Decode.expect(json, JsonToken.START_OBJECT);
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
        case "txID" -> txid = Decode.hash(json, null);
        case "ret" -> success = success(json);
        case "raw_data" -> rawData(json);
        default -> json.skipChildren();
      }
    }
    // Today each has one. What several would mean is for the protocol to say first.
    if (contracts != 1) throw new IllegalArgumentException(contracts + " contracts in " + txid);
    return new Transaction(Decode.known(txid, "txID"), type, success, owner, to, amount, callValue);
  }

  private static boolean success(JsonParser json) {
    Decode.expect(json, JsonToken.START_ARRAY);
    var success = false;
    for (int place = 0; json.nextToken() != JsonToken.END_ARRAY; place++) {
      Decode.expect(json, JsonToken.START_OBJECT);
      for (String name; (name = json.nextName()) != null; ) {
        json.nextToken();
        if (place == 0 && name.equals("contractRet")) success = Decode.is(json, "SUCCESS");
        else json.skipChildren();
      }
    }
    return success;
  }

  private void rawData(JsonParser json) {
    Decode.expect(json, JsonToken.START_OBJECT);
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
    Decode.expect(json, JsonToken.START_OBJECT);
    for (String name; (name = json.nextName()) != null; ) {
      json.nextToken();
      switch (name) {
        case "type" -> type = type(json);
        case "parameter" -> parameter(json);
        default -> json.skipChildren();
      }
    }
    if (type == Type.TRANSFER || type == Type.PARTICIPATE) {
      Decode.known(owner, "owner_address");
      Decode.known(to, "to_address");
      // Taken for none, it would be lost without a word.
      if (amount < 0) throw new IllegalArgumentException("an amount that is no whole number");
    }
  }

  private static Type type(JsonParser json) {
    return switch (Decode.text(json)) {
      case "TransferContract" -> Type.TRANSFER;
      case "TriggerSmartContract" -> Type.CALL;
      case "CreateSmartContract" -> Type.CREATE;
      case "ParticipateAssetIssueContract" -> Type.PARTICIPATE;
      default -> Type.OTHER;
    };
  }

  private void parameter(JsonParser json) {
    Decode.expect(json, JsonToken.START_OBJECT);
    for (String name; (name = json.nextName()) != null; ) {
      var token = json.nextToken();
      if (name.equals("value") && token == JsonToken.START_OBJECT) value(json);
      else json.skipChildren();
    }
  }

  /// Of a contract whose type may not be known yet.
  private void value(JsonParser json) {
    for (String name; (name = json.nextName()) != null; ) {
      var token = json.nextToken();
      switch (name) {
        case "owner_address" -> owner = Decode.address(json);
        case "to_address" -> to = Decode.address(json);
        case "amount" -> amount = token == JsonToken.VALUE_NUMBER_INT ? Decode.amount(json) : -1;
        case "call_value" -> callValue = Decode.amount(json);
        case "new_contract" -> {
          if (token == JsonToken.START_OBJECT) newContract(json);
        }
        default -> {}
      }
      json.skipChildren();
    }
  }

  /// What a contract is made with; what it is stays unread.
  private void newContract(JsonParser json) {
    for (String name; (name = json.nextName()) != null; ) {
      json.nextToken();
      if (name.equals("call_value")) callValue = Decode.amount(json);
      else json.skipChildren();
    }
  }
}
