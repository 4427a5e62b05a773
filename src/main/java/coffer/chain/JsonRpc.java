package coffer.chain;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// JSON-RPC code that all families share.
public final class JsonRpc {
  private JsonRpc() {}

  /// The id of the call that a response answers. Some proxies return it as a string.
  ///
  /// @param token the parser's current token
  /// @return -1 if it is not a number from 0 to 999,999,999: the ids of our calls are smaller
  public static long id(JsonParser json, JsonToken token) {
    if (token == JsonToken.VALUE_NUMBER_INT && json.getNumberType() == JsonParser.NumberType.INT) {
      return json.getIntValue();
    }
    var text = token == JsonToken.VALUE_STRING ? json.getString() : "";
    return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
  }
}
