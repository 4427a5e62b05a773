package coffer.chain;

import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The error in the body of a failed response: the message of its JSON, the title of its HTML page,
/// or its text.
///
/// @param code of JSON-RPC; 0 = none
/// @param message may be empty
public record ErrorBody(long code, String message) {
  /// The number of bytes of a body that are read.
  public static final long PEEK = 16 << 10;

  private static final int QUOTED = 600;
  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern TITLE =
      Pattern.compile("<(title|h1)[^>]*>(.*?)</\\1>", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern TAG =
      Pattern.compile(
          "<(script|style)[^>]*>.*?(</\\1>|$)|<[^>]*>", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  public static ErrorBody of(String body) {
    var text = body.strip();
    if (text.startsWith("{") || text.startsWith("[")) {
      try {
        var error = error(JSON.readTree(text));
        if (error.isPresent()) return error.get();
      } catch (JacksonException _) {
        // truncated, or not JSON after all
      }
    }
    return new ErrorBody(0, quoted(plain(text)));
  }

  /// The text of an HTML page, only its title if it has one.
  private static String plain(String text) {
    if (!text.startsWith("<")) return text;
    var title = TITLE.matcher(text);
    if (title.find()) return TAG.matcher(title.group(2)).replaceAll(" ").strip();
    return TAG.matcher(text).replaceAll(" ").strip();
  }

  private static Optional<ErrorBody> error(JsonNode json) {
    if (json.isArray()) {
      return json.valueStream().flatMap(each -> error(each).stream()).findFirst();
    }
    var error = json.path("error");
    if (error.isObject()) {
      return Optional.of(new ErrorBody(error.path("code").asLong(0), text(error)));
    }
    for (var name : new String[] {"error", "Error", "message", "detail", "reason"}) {
      if (json.path(name).isString()) {
        return Optional.of(
            new ErrorBody(json.path("code").asLong(0), quoted(json.path(name).asString())));
      }
    }
    return Optional.empty();
  }

  private static String text(JsonNode error) {
    var message = error.path("message").asString("");
    return quoted(message.isEmpty() ? error.toString() : message);
  }

  private static String quoted(String text) {
    return text.length() <= QUOTED ? text : text.substring(0, QUOTED);
  }
}
