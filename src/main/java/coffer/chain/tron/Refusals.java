package coffer.chain.tron;

import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import java.util.regex.Pattern;

/// What a node's errors mean. Most come with HTTP status 200; the words are the providers' own.
final class Refusals {
  private static final Pattern SLOW_DOWN =
      Pattern.compile(
          "lack of computing resources|frequency|suspended|rate.?limit|allowed_rps"
              + "|too many requests|request rate|quota|throttl|(limit|exceed).*(second|day|month)",
          Pattern.CASE_INSENSITIVE);

  private Refusals() {}

  /// An error of the node's own, in an answer that is otherwise in order.
  static SourceException said(String message) {
    return SLOW_DOWN.matcher(message).find()
        ? slowDown(message)
        : new SourceException(Kind.BROKEN, "the node refuses: " + message);
  }

  /// @param status of HTTP, not 200
  /// @param body its beginning
  static SourceException ofStatus(int status, String body) {
    var text = ("HTTP " + status + " " + body).strip();
    return switch (status) {
      case 403, 429 -> slowDown(text);
      case 413 -> new TooMuch(text);
      case 404, 405, 501 -> new Unsupported(text);
      case 500, 502, 503, 504 ->
          SLOW_DOWN.matcher(body).find()
              ? slowDown(text)
              : new SourceException(Kind.UNREACHABLE, text);
      default -> new SourceException(Kind.BROKEN, text);
    };
  }

  private static SourceException slowDown(String message) {
    return new SourceException(Kind.LIMITED, "told to slow down: " + message);
  }
}
