package coffer.chain;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// What is the same in the JSON-RPC of every family.
public final class JsonRpc {
  private JsonRpc() {}

  /// The number of the call that an answer is of. Some proxies send it back as a text.
  ///
  /// @param token where the parser is
  /// @return -1 if it is no number from 0 to 999,999,999: the ids of our calls are smaller
  public static long id(JsonParser json, JsonToken token) {
    if (token == JsonToken.VALUE_NUMBER_INT && json.getNumberType() == JsonParser.NumberType.INT) {
      return json.getIntValue();
    }
    var text = token == JsonToken.VALUE_STRING ? json.getString() : "";
    return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
  }
}
