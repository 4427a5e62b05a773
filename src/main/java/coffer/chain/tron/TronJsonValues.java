package coffer.chain.tron;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.chain.NodeErrorResponse;
import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import coffer.core.chain.Address;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Parsers of single values. An invalid value throws [IllegalArgumentException], which [TronApi]
/// reports as [SourceException.Kind#BROKEN].
final class TronJsonValues {
  private static final int HASH = 64;
  private static final int ADDRESS = 42;
  private static final int QUOTED = 200;
  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]+");

  private TronJsonValues() {}

  static void expect(JsonParser json, JsonToken token) {
    if (json.currentToken() != token) {
      throw new IllegalArgumentException(token + " expected, not " + json.currentToken());
    }
  }

  static String text(JsonParser json) {
    expect(json, JsonToken.VALUE_STRING);
    return json.getString();
  }

  static boolean is(JsonParser json, String wanted) {
    return json.currentToken() == JsonToken.VALUE_STRING && wanted.equals(json.getString());
  }

  static long number(JsonParser json) {
    expect(json, JsonToken.VALUE_NUMBER_INT);
    return json.getLongValue();
  }

  /// A number that must not be negative.
  static long amount(JsonParser json) {
    var number = number(json);
    if (number < 0) throw new IllegalArgumentException("less than zero");
    return number;
  }

  /// A hash of 32 bytes. Returns the expected string if it is equal.
  static String hash(JsonParser json, @Nullable String expected) {
    expect(json, JsonToken.VALUE_STRING);
    if (json.getStringLength() != HASH) throw new IllegalArgumentException("not a hash");
    if (expected != null) {
      var text = json.getStringCharacters();
      var offset = json.getStringOffset();
      var i = HASH - 1;
      while (i >= 0 && expected.charAt(i) == text[offset + i]) i--;
      if (i < 0) return expected;
    }
    return json.getString();
  }

  /// An address: 41 and 20 bytes in hex; null if it has another form.
  static @Nullable Address address(JsonParser json) {
    if (json.currentToken() != JsonToken.VALUE_STRING || json.getStringLength() != ADDRESS) {
      return null;
    }
    var text = json.getStringCharacters();
    var offset = json.getStringOffset();
    if (text[offset] != '4' || text[offset + 1] != '1') return null;
    return TronHex.address(text, offset + 2);
  }

  static <T> T known(@Nullable T value, String name) {
    if (value == null) throw new IllegalArgumentException("no " + name);
    return value;
  }

  /// Parses the value of `{"Error": ...}`, which a node may send instead of any response.
  static NodeErrorResponse error(JsonParser json) {
    var text = json.currentToken() == JsonToken.VALUE_STRING ? json.getString() : "an error";
    return TronNodeErrors.said(text.substring(0, Math.min(QUOTED, text.length())));
  }

  /// Decodes a message of java-tron, which it sends as the hex of its bytes.
  static String message(String text) {
    var said = text;
    if (text.length() % 2 == 0 && HEX.matcher(text).matches()) {
      said = new String(HexFormat.of().parseHex(text), UTF_8);
    }
    return said.substring(0, Math.min(QUOTED, said.length()));
  }

  static SourceException inconsistent(String what) {
    return new SourceException(Kind.INCONSISTENT, what);
  }
}
