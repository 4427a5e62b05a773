package coffer.chain.tron;

import coffer.chain.tron.TronRawBlock.Transaction;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Parses the results of a block's transactions, and keeps the Transfer logs of pinned contracts.
/// To be used for one response only; not thread-safe.
final class TransactionInfoParser {
  private static final char[] TRANSFER = TronPinnedAssets.TRANSFER.toCharArray();
  private static final int WORD = 64;
  private static final int ADDRESS = 40;

  private final TronPinnedAssets pinned;
  private final List<Transaction> expected;

  // The receipt of the info that is being parsed
  private boolean success;
  private long netUsage;
  private long netFee;
  private long energyTotal;
  private long energyFee;

  // The fields of the log that is being parsed
  private @Nullable Asset asset;
  private boolean transfer;
  private int topics;
  private @Nullable Address from;
  private @Nullable Address to;
  private @Nullable BigInteger units;
  private int dataLength;

  /// @param expected the block's transactions, in the probable order of their infos
  TransactionInfoParser(TronPinnedAssets pinned, List<Transaction> expected) {
    this.pinned = pinned;
    this.expected = expected;
  }

  /// Parses the response of `gettransactioninfobyblocknum`; `{}` means none.
  List<TransactionInfo> infos(JsonParser json) {
    var infos = new ArrayList<TransactionInfo>(expected.size());
    if (json.currentToken() == JsonToken.START_OBJECT) {
      for (String name; (name = json.nextName()) != null; ) {
        json.nextToken();
        if (name.equals("Error")) throw TronJsonValues.error(json);
        json.skipChildren();
      }
      return infos;
    }
    TronJsonValues.expect(json, JsonToken.START_ARRAY);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      var place = infos.size();
      infos.add(info(json, place < expected.size() ? expected.get(place).txid() : null));
    }
    return infos;
  }

  private TransactionInfo info(JsonParser json, @Nullable String probably) {
    TronJsonValues.expect(json, JsonToken.START_OBJECT);
    success = false;
    netUsage = 0;
    netFee = 0;
    energyTotal = 0;
    energyFee = 0;
    String txid = null;
    var height = 0L;
    var at = 0L;
    var fee = 0L;
    var failed = false;
    var logs = List.<TronTransferLog>of();
    var inside = List.<TransactionInfo.Move>of();
    for (String name; (name = json.nextName()) != null; ) {
      json.nextToken();
      switch (name) {
        case "id" -> txid = TronJsonValues.hash(json, probably);
        case "fee" -> fee = TronJsonValues.amount(json);
        case "blockNumber" -> height = TronJsonValues.amount(json);
        case "blockTimeStamp" -> at = TronJsonValues.amount(json);
        case "receipt" -> receipt(json);
        case "result" -> failed = TronJsonValues.is(json, "FAILED");
        case "log" -> logs = logs(json);
        case "internal_transactions" -> {
          if (pinned.internal()) inside = InternalTransactionParser.moves(json);
          else json.skipChildren();
        }
        default -> json.skipChildren();
      }
    }
    return new TransactionInfo(
        TronJsonValues.known(txid, "id"),
        height,
        at,
        success && !failed,
        new TransactionCost(fee, netUsage, netFee, energyTotal, energyFee),
        logs,
        inside);
  }

  private void receipt(JsonParser json) {
    TronJsonValues.expect(json, JsonToken.START_OBJECT);
    for (String name; (name = json.nextName()) != null; ) {
      json.nextToken();
      switch (name) {
        case "result" -> success = TronJsonValues.is(json, "SUCCESS");
        case "net_usage" -> netUsage = TronJsonValues.amount(json);
        case "net_fee" -> netFee = TronJsonValues.amount(json);
        case "energy_usage_total" -> energyTotal = TronJsonValues.amount(json);
        case "energy_fee" -> energyFee = TronJsonValues.amount(json);
        default -> json.skipChildren();
      }
    }
  }

  private List<TronTransferLog> logs(JsonParser json) {
    TronJsonValues.expect(json, JsonToken.START_ARRAY);
    var logs = new ArrayList<TronTransferLog>(1);
    for (int place = 0; json.nextToken() != JsonToken.END_ARRAY; place++) {
      var log = log(json, place);
      if (log != null) logs.add(log);
    }
    return logs.isEmpty() ? List.of() : logs;
  }

  private @Nullable TronTransferLog log(JsonParser json, int place) {
    TronJsonValues.expect(json, JsonToken.START_OBJECT);
    asset = null;
    transfer = false;
    topics = 0;
    from = null;
    to = null;
    units = null;
    dataLength = 0;
    var emitter = false;
    for (String name; (name = json.nextName()) != null; ) {
      json.nextToken();
      switch (name) {
        case "address" -> {
          emitter = true;
          contract(json);
        }
        case "topics" -> topics(json);
        case "data" -> data(json);
        default -> json.skipChildren();
      }
    }
    if (!emitter) throw new IllegalArgumentException("a log of nobody");
    if (asset == null || !transfer) return null;
    if (topics != 3 || dataLength != WORD) {
      throw new IllegalArgumentException("a Transfer of another shape");
    }
    return new TronTransferLog(
        place,
        asset,
        TronJsonValues.known(from, "from"),
        TronJsonValues.known(to, "to"),
        TronJsonValues.known(units, "data"));
  }

  /// The address of a log has 20 bytes, without the prefix 41. Any other form could hide a payment.
  private void contract(JsonParser json) {
    TronJsonValues.expect(json, JsonToken.VALUE_STRING);
    if (json.getStringLength() != ADDRESS) {
      throw new IllegalArgumentException("the address of a log is not 20 bytes in hex");
    }
    asset = pinned.asset(json.getStringCharacters(), json.getStringOffset());
  }

  private void topics(JsonParser json) {
    TronJsonValues.expect(json, JsonToken.START_ARRAY);
    for (; json.nextToken() != JsonToken.END_ARRAY; topics++) {
      if (topics > 2 || (topics > 0 && !transfer)) continue;
      TronJsonValues.expect(json, JsonToken.VALUE_STRING);
      if (json.getStringLength() != WORD) throw new IllegalArgumentException("not a topic");
      var text = json.getStringCharacters();
      var offset = json.getStringOffset();
      switch (topics) {
        case 0 -> transfer = Arrays.equals(text, offset, offset + WORD, TRANSFER, 0, WORD);
        case 1 -> from = TronHex.address(text, offset + WORD - ADDRESS);
        default -> to = TronHex.address(text, offset + WORD - ADDRESS);
      }
    }
  }

  private void data(JsonParser json) {
    TronJsonValues.expect(json, JsonToken.VALUE_STRING);
    dataLength = json.getStringLength();
    if (dataLength == WORD) {
      units = TronHex.number(json.getStringCharacters(), json.getStringOffset(), WORD);
    }
  }
}
