package coffer.chain.evm;

import coffer.chain.NodeErrorResponse;
import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import coffer.core.chain.Address;
import coffer.core.chain.BlockHeader;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Parsers of results that do not depend on the pinned assets. An invalid value throws
/// [IllegalArgumentException], which [EvmRpc] reports as [SourceException.Kind#BROKEN].
final class EvmJsonValues {
  private static final int QUOTED = 600;

  /// The end of the year 9999: neither Coffer nor the database supports much later times.
  private static final long LAST_SECOND = 253_402_300_799L;

  private EvmJsonValues() {}

  static void expect(JsonParser json, JsonToken token) {
    if (json.currentToken() != token) {
      throw new IllegalArgumentException(token + " expected, not " + json.currentToken());
    }
  }

  static boolean isNull(JsonParser json) {
    return json.currentToken() == JsonToken.VALUE_NULL;
  }

  static String text(JsonParser json) {
    expect(json, JsonToken.VALUE_STRING);
    return json.getString();
  }

  /// A hash of 32 bytes. Returns the previous string if it is equal.
  static String hash(JsonParser json, @Nullable String previous) {
    expect(json, JsonToken.VALUE_STRING);
    if (json.getStringLength() != 66) throw new IllegalArgumentException("not a hash");
    if (previous != null) {
      var text = json.getStringCharacters();
      var offset = json.getStringOffset();
      var i = 65;
      while (i >= 0 && previous.charAt(i) == text[offset + i]) i--;
      if (i < 0) return previous;
    }
    return EvmHex.text(bytes(json));
  }

  static long quantity(JsonParser json) {
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) return json.getLongValue();
    expect(json, JsonToken.VALUE_STRING);
    return EvmHex.quantity(
        json.getStringCharacters(), json.getStringOffset(), json.getStringLength());
  }

  static BigInteger number(JsonParser json) {
    expect(json, JsonToken.VALUE_STRING);
    return EvmHex.number(
        json.getStringCharacters(), json.getStringOffset(), json.getStringLength());
  }

  static byte[] bytes(JsonParser json) {
    expect(json, JsonToken.VALUE_STRING);
    return EvmHex.bytes(json.getStringCharacters(), json.getStringOffset(), json.getStringLength());
  }

  static Address address(JsonParser json) {
    var bytes = new byte[20];
    last(json, 42, bytes, 0, 20);
    return Address.of(bytes);
  }

  /// Decodes the last bytes of a text of this length into the array from `at` up to `end`.
  static void last(JsonParser json, int length, byte[] into, int at, int end) {
    expect(json, JsonToken.VALUE_STRING);
    if (json.getStringLength() != length) {
      throw new IllegalArgumentException("not a text of " + length + " characters");
    }
    var text = json.getStringCharacters();
    EvmHex.last(text, json.getStringOffset(), length, into, at, end);
  }

  /// Decodes a number into the array from `at` up to `end`.
  static void number(JsonParser json, byte[] into, int at, int end) {
    expect(json, JsonToken.VALUE_STRING);
    var text = json.getStringCharacters();
    EvmHex.number(text, json.getStringOffset(), json.getStringLength(), into, at, end);
  }

  static boolean skip(JsonParser json) {
    json.skipChildren();
    return true;
  }

  static <T> T known(@Nullable T value, String name) {
    if (value == null) throw new IllegalArgumentException("no " + name);
    return value;
  }

  /// A block with its transactions, or with their ids only.
  static EvmRawBlock block(JsonParser json) {
    expect(json, JsonToken.START_OBJECT);
    String hash = null;
    String parent = null;
    Bloom bloom = null;
    var height = -1L;
    var at = -1L;
    var size = -1;
    var transactions = new ArrayList<RawTransfer>();
    for (String name; (name = json.nextName()) != null; ) {
      json.nextToken();
      switch (name) {
        case "hash" -> hash = hash(json, null);
        case "parentHash" -> parent = hash(json, null);
        case "number" -> height = quantity(json);
        case "timestamp" -> at = quantity(json);
        case "logsBloom" -> bloom = Bloom.of(bytes(json));
        case "transactions" -> size = transactions(json, transactions);
        default -> json.skipChildren();
      }
    }
    if (height < 0 || at < 0 || size < 0) throw new IllegalArgumentException("half a header");
    if (at > LAST_SECOND) throw new IllegalArgumentException("a block of the far future");
    var header =
        new BlockHeader(
            height, known(hash, "hash"), known(parent, "parentHash"), Instant.ofEpochSecond(at));
    return new EvmRawBlock(header, known(bloom, "logsBloom"), size, transactions);
  }

  private static int transactions(JsonParser json, List<RawTransfer> into) {
    expect(json, JsonToken.START_ARRAY);
    var parts = new RawTransfer.Parts();
    var count = 0;
    for (JsonToken token; (token = json.nextToken()) != JsonToken.END_ARRAY; count++) {
      if (token == JsonToken.START_OBJECT) {
        into.add(transaction(json, parts));
      } else {
        expect(json, JsonToken.VALUE_STRING);
      }
    }
    return count;
  }

  private static RawTransfer transaction(JsonParser json, RawTransfer.Parts move) {
    move.clear();
    for (String name; (name = json.nextName()) != null; ) {
      json.nextToken();
      switch (name) {
        case "hash" -> move.txid(json);
        case "from" -> move.from(json, 42);
        case "to" -> {
          if (isNull(json)) move.toNobody();
          else move.to(json, 42);
        }
        case "value" -> move.units(json);
        default -> json.skipChildren();
      }
    }
    return move.move();
  }

  static NodeErrorResponse error(JsonParser json) {
    if (json.currentToken() == JsonToken.VALUE_STRING) return EvmNodeErrors.of(0, shown(json));
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return EvmNodeErrors.of(0, "an error");
    }
    var code = 0L;
    var message = "";
    for (String name; (name = json.nextName()) != null; ) {
      var token = json.nextToken();
      if (name.equals("code") && token == JsonToken.VALUE_NUMBER_INT) {
        code = json.getLongValue();
      } else if (name.equals("message") && token == JsonToken.VALUE_STRING) {
        message = shown(json);
      } else {
        json.skipChildren();
      }
    }
    return EvmNodeErrors.of(code, message);
  }

  private static String shown(JsonParser json) {
    var text = json.getString();
    return text.length() <= QUOTED ? text : text.substring(0, QUOTED);
  }

  static SourceException inconsistent(String message) {
    return new SourceException(Kind.INCONSISTENT, message);
  }
}
