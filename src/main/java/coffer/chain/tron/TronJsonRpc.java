package coffer.chain.tron;

import coffer.chain.NodeErrorResponse;
import coffer.chain.SourceException.Kind;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Parses the envelope of a JSON-RPC response, and errors that may come instead.
final class TronJsonRpc {
  private TronJsonRpc() {}

  /// @param reader gets the parser at the first token of a result that is not null
  static <T> Optional<T> result(JsonParser json, Function<JsonParser, T> reader) {
    TronJsonValues.expect(json, JsonToken.START_OBJECT);
    var answered = false;
    var result = Optional.<T>empty();
    for (String name; (name = json.nextName()) != null; ) {
      var token = json.nextToken();
      switch (name) {
        case "result" -> {
          answered = true;
          if (token != JsonToken.VALUE_NULL) result = Optional.of(reader.apply(json));
        }
        case "error" -> {
          if (token != JsonToken.VALUE_NULL) throw error(json);
        }
        case "Error" -> throw TronJsonValues.error(json);
        default -> json.skipChildren();
      }
    }
    if (!answered) throw new NodeErrorResponse(Kind.BROKEN, "neither a result nor an error");
    return result;
  }

  private static NodeErrorResponse error(JsonParser json) {
    if (json.currentToken() != JsonToken.START_OBJECT) return TronJsonValues.error(json);
    var code = 0L;
    var message = "";
    for (String name; (name = json.nextName()) != null; ) {
      var token = json.nextToken();
      if (name.equals("code") && token == JsonToken.VALUE_NUMBER_INT) code = json.getLongValue();
      else if (name.equals("message") && token == JsonToken.VALUE_STRING) {
        message = json.getString();
      } else json.skipChildren();
    }
    return TronNodeErrors.said("(" + code + ") " + message);
  }
}
