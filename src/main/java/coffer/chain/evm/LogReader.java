package coffer.chain.evm;

import coffer.core.chain.Asset;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Parses logs and receipts, and keeps the Transfer logs of pinned contracts. To be used for one
/// response only; not thread-safe.
final class LogReader {
  private static final char[] TRANSFER = EvmPinnedAssets.TRANSFER.toCharArray();

  private final EvmPinnedAssets pinned;
  private final @Nullable Bloom all;

  // The fields of the log that is being parsed
  private @Nullable Asset asset;
  private boolean transfer;
  private int topics;
  private final RawTransfer.Parts move = new RawTransfer.Parts();
  private @Nullable String block;
  private @Nullable String lastBlock;
  private long height;
  private long index;

  LogReader(EvmPinnedAssets pinned) {
    this(pinned, null);
  }

  /// @param all collects the addresses and topics of every log, pinned or not
  LogReader(EvmPinnedAssets pinned, @Nullable Bloom all) {
    this.pinned = pinned;
    this.all = all;
  }

  /// Parses the result of `eth_getLogs`.
  List<EvmTransferLog> logs(JsonParser json) {
    var logs = new ArrayList<EvmTransferLog>();
    EvmJsonValues.expect(json, JsonToken.START_ARRAY);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      var log = log(json);
      if (log != null) logs.add(log);
    }
    return logs;
  }

  /// Parses the result of `eth_getBlockReceipts`.
  List<Receipt> receipts(JsonParser json) {
    var receipts = new ArrayList<Receipt>();
    EvmJsonValues.expect(json, JsonToken.START_ARRAY);
    while (json.nextToken() != JsonToken.END_ARRAY) receipts.add(receipt(json));
    return receipts;
  }

  /// Parses the result of `eth_getTransactionReceipt`.
  Receipt receipt(JsonParser json) {
    EvmJsonValues.expect(json, JsonToken.START_OBJECT);
    String txid = null;
    String block = null;
    Boolean success = null;
    var gas = BigInteger.ZERO;
    var price = BigInteger.ZERO;
    var blobGas = BigInteger.ZERO;
    var blobPrice = BigInteger.ZERO;
    var publishing = BigInteger.ZERO;
    var logs = List.<Receipt.Placed>of();
    for (String name; (name = json.nextName()) != null; ) {
      if (json.nextToken() == JsonToken.VALUE_NULL) continue;
      switch (name) {
        case "transactionHash" -> txid = EvmJsonValues.hash(json, null);
        case "blockHash" -> block = lastBlock = EvmJsonValues.hash(json, lastBlock);
        case "status" -> success = EvmJsonValues.quantity(json) == 1;
        case "gasUsed" -> gas = EvmJsonValues.number(json);
        case "effectiveGasPrice" -> price = EvmJsonValues.number(json);
        case "blobGasUsed" -> blobGas = EvmJsonValues.number(json);
        case "blobGasPrice" -> blobPrice = EvmJsonValues.number(json);
        // The fee of a rollup for publishing data on the chain below it.
        case "l1Fee" -> publishing = EvmJsonValues.number(json);
        case "logs" -> logs = placed(json);
        default -> json.skipChildren();
      }
    }
    var fee = gas.multiply(price).add(blobGas.multiply(blobPrice)).add(publishing);
    return new Receipt(
        EvmJsonValues.known(txid, "transactionHash"),
        EvmJsonValues.known(block, "blockHash"),
        EvmJsonValues.known(success, "status"),
        fee,
        logs);
  }

  private List<Receipt.Placed> placed(JsonParser json) {
    EvmJsonValues.expect(json, JsonToken.START_ARRAY);
    var logs = new ArrayList<Receipt.Placed>();
    for (int place = 0; json.nextToken() != JsonToken.END_ARRAY; place++) {
      var log = log(json);
      if (log != null) logs.add(new Receipt.Placed(place, log));
    }
    return logs.isEmpty() ? List.of() : logs;
  }

  private @Nullable EvmTransferLog log(JsonParser json) {
    EvmJsonValues.expect(json, JsonToken.START_OBJECT);
    asset = null;
    transfer = false;
    topics = 0;
    move.clear();
    block = null;
    height = -1;
    index = -1;
    for (String name; (name = json.nextName()) != null; ) {
      json.nextToken();
      field(json, name);
    }
    if (asset == null || !transfer) return null;
    if (topics != 3 || height < 0 || index < 0) {
      throw new IllegalArgumentException("a Transfer of another shape");
    }
    return new EvmTransferLog(
        height, EvmJsonValues.known(block, "blockHash"), index, asset, move.move());
  }

  private void field(JsonParser json, String name) {
    switch (name) {
      case "address" -> contract(json);
      case "topics" -> topics(json);
      case "data" -> data(json);
      case "blockHash" -> block = lastBlock = EvmJsonValues.hash(json, lastBlock);
      case "transactionHash" -> move.txid(json);
      case "blockNumber" -> height = EvmJsonValues.quantity(json);
      case "logIndex" -> index = EvmJsonValues.quantity(json);
      case "removed" -> {
        if (json.currentToken() == JsonToken.VALUE_TRUE) {
          throw EvmJsonValues.inconsistent("a log that was removed");
        }
      }
      default -> json.skipChildren();
    }
  }

  private void contract(JsonParser json) {
    EvmJsonValues.expect(json, JsonToken.VALUE_STRING);
    if (json.getStringLength() != 42) throw new IllegalArgumentException("not an address");
    asset = pinned.asset(json.getStringCharacters(), json.getStringOffset() + 2);
    if (all != null) all.add(EvmJsonValues.bytes(json));
  }

  private void topics(JsonParser json) {
    EvmJsonValues.expect(json, JsonToken.START_ARRAY);
    for (; json.nextToken() != JsonToken.END_ARRAY; topics++) {
      EvmJsonValues.expect(json, JsonToken.VALUE_STRING);
      if (json.getStringLength() != 66) throw new IllegalArgumentException("not a topic");
      var text = json.getStringCharacters();
      var offset = json.getStringOffset();
      if (all != null) all.add(EvmHex.bytes(text, offset, 66));
      if (topics == 0) {
        transfer = Arrays.equals(text, offset, offset + 66, TRANSFER, 0, 66);
      } else if (transfer && topics == 1) {
        move.from(json, 66);
      } else if (transfer && topics == 2) {
        move.to(json, 66);
      }
    }
  }

  private void data(JsonParser json) {
    EvmJsonValues.expect(json, JsonToken.VALUE_STRING);
    if (json.getStringLength() == 66) move.units(json);
  }
}
