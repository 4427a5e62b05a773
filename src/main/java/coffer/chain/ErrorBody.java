package coffer.chain;

import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the body of a failed answer says: the message in its JSON, the title of a page of HTML, or
/// its text.
///
/// @param code of JSON-RPC; 0 = none
/// @param message may be empty
public record ErrorBody(long code, String message) {
  /// So much of a body is enough, in bytes.
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
        var said = said(JSON.readTree(text));
        if (said.isPresent()) return said.get();
      } catch (JacksonException _) {
        // cut off, or only looks like JSON
      }
    }
    return new ErrorBody(0, quoted(plain(text)));
  }

  /// A page says in its title what it is; the rest of it is of no use here.
  private static String plain(String text) {
    if (!text.startsWith("<")) return text;
    var title = TITLE.matcher(text);
    if (title.find()) return TAG.matcher(title.group(2)).replaceAll(" ").strip();
    return TAG.matcher(text).replaceAll(" ").strip();
  }

  private static Optional<ErrorBody> said(JsonNode json) {
    if (json.isArray()) {
      return json.valueStream().flatMap(each -> said(each).stream()).findFirst();
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
