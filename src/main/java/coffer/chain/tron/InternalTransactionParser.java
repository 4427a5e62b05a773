package coffer.chain.tron;

import coffer.core.chain.Address;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Parses the internal transactions of a transaction: those that contracts made in it. Nodes list
/// more or fewer of them, depending on their settings. Only those that move TRX are kept, so that a
/// transfer has the same position with every node.
final class InternalTransactionParser {
  /// The notes of internal transactions that move TRX, in hex: calls, contract creations,
  /// self-destructs.
  private static final Set<String> MOVING = Set.of(hex("call"), hex("create"), hex("suicide"));

  private InternalTransactionParser() {}

  private static String hex(String note) {
    return HexFormat.of().formatHex(note.getBytes(StandardCharsets.US_ASCII));
  }

  static List<TransactionInfo.Move> moves(JsonParser json) {
    TronJsonValues.expect(json, JsonToken.START_ARRAY);
    var moves = new ArrayList<TransactionInfo.Move>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      var move = move(json);
      if (move != null) moves.add(move);
    }
    return moves;
  }

  private static TransactionInfo.@Nullable Move move(JsonParser json) {
    TronJsonValues.expect(json, JsonToken.START_OBJECT);
    Address from = null;
    Address to = null;
    var units = 0L;
    var note = "";
    var rejected = false;
    for (String name; (name = json.nextName()) != null; ) {
      var token = json.nextToken();
      switch (name) {
        case "caller_address" -> from = TronJsonValues.address(json);
        case "transferTo_address" -> to = TronJsonValues.address(json);
        case "callValueInfo" -> units = units(json);
        case "note" -> note = TronJsonValues.text(json);
        case "rejected" -> rejected = token == JsonToken.VALUE_TRUE;
        default -> json.skipChildren();
      }
    }
    if (rejected || units == 0 || !MOVING.contains(note)) return null;
    if (from == null || to == null) {
      // Without this error, a payment could be lost silently.
      throw new IllegalArgumentException("an internal transaction without its parties");
    }
    return from.equals(to) ? null : new TransactionInfo.Move(from, to, units);
  }

  /// The amount in sun; values with a `tokenId` are TRC-10 tokens and do not count.
  private static long units(JsonParser json) {
    TronJsonValues.expect(json, JsonToken.START_ARRAY);
    var sun = 0L;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      TronJsonValues.expect(json, JsonToken.START_OBJECT);
      var value = 0L;
      var token = false;
      for (String name; (name = json.nextName()) != null; ) {
        json.nextToken();
        switch (name) {
          case "callValue" -> value = TronJsonValues.amount(json);
          case "tokenId" -> token = !TronJsonValues.text(json).isEmpty();
          default -> json.skipChildren();
        }
      }
      if (!token) sun = Math.addExact(sun, value);
    }
    return sun;
  }
}
