package coffer.chain.evm;

import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import java.util.regex.Pattern;

/// What a node's errors mean. Nodes and providers agree on little: the words are theirs.
final class Refusals {
  private static final Pattern TOO_MUCH =
      Pattern.compile(
          "query returned more than|more than \\d+ (results|logs|blocks)"
              + "|(block )?range.*(too|exceed|limit|large|wide|max)|max(imum)? block range"
              + "|(exceed|limit).*range|too (large|many|big)|size (limit )?exceed|exceed.*size"
              + "|batch.*(limit|exceed|size)|query timeout|limit exceeded",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern SLOW_DOWN =
      Pattern.compile(
          "rate.?limit|too many requests|request (rate|count)|quota|capacity|throttl"
              + "|(credits|units|requests).*(second|day|month)|compute units",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern UNSUPPORTED =
      Pattern.compile(
          "method.*(not (found|supported|available|allowed|whitelisted)|does not exist)"
              + "|unsupported method",
          Pattern.CASE_INSENSITIVE);

  private Refusals() {}

  /// @param code of JSON-RPC
  static RuntimeException of(long code, String message) {
    if (code == -32601 || UNSUPPORTED.matcher(message).find()) return new Unsupported(message);
    if (code == 429 || SLOW_DOWN.matcher(message).find()) return slowDown(message);
    if (code == -32005 || code == -32003 || TOO_MUCH.matcher(message).find()) {
      return new TooMuch(message);
    }
    return new SourceException(Kind.BROKEN, "the node refuses (" + code + "): " + message);
  }

  /// @param status of HTTP, not 200
  static RuntimeException ofStatus(int status) {
    return switch (status) {
      case 413 -> new TooMuch("HTTP 413");
      case 429 -> slowDown("HTTP 429");
      case 500, 502, 503, 504 -> new SourceException(Kind.UNREACHABLE, "HTTP " + status);
      default -> new SourceException(Kind.BROKEN, "HTTP " + status);
    };
  }

  private static SourceException slowDown(String message) {
    return new SourceException(Kind.LIMITED, "told to slow down: " + message);
  }
}
