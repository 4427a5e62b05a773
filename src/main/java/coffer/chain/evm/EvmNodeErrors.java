package coffer.chain.evm;

import coffer.chain.ErrorBody;
import coffer.chain.NodeErrorResponse;
import coffer.chain.SourceException.Kind;
import java.util.regex.Pattern;

/// Classifies a node's errors: a rate limit, or a rejection of the request. Nodes and providers use
/// very different messages; whether a smaller request would be accepted is not derived from them.
final class EvmNodeErrors {
  private static final Pattern SLOW_DOWN =
      Pattern.compile(
          "rate.?limit|too many requests|request (rate|count)|quota|capacity|throttl"
              + "|(credits|units|requests).*(second|day|month)|compute units",
          Pattern.CASE_INSENSITIVE);

  private EvmNodeErrors() {}

  /// @param code of JSON-RPC; 0 = none
  static NodeErrorResponse of(long code, String message) {
    if (code == 429 || SLOW_DOWN.matcher(message).find()) return slowDown(message);
    return new NodeErrorResponse(Kind.BROKEN, "the node refuses (" + code + "): " + message);
  }

  /// @param status of HTTP, not 200
  static NodeErrorResponse ofStatus(int status, ErrorBody body) {
    var detail = body.message().isEmpty() ? "" : ": " + body.message();
    if (status == 429) return slowDown("HTTP 429" + detail);
    if (body.code() != 0 || SLOW_DOWN.matcher(detail).find()) {
      return of(body.code(), "HTTP " + status + detail);
    }
    var kind = status >= 500 ? Kind.UNREACHABLE : Kind.BROKEN;
    return new NodeErrorResponse(kind, "HTTP " + status + detail + cause(status));
  }

  /// The probable cause.
  private static String cause(int status) {
    return switch (status) {
      case 301, 302, 307, 308 -> " (url is redirected: give the address that it leads to)";
      case 401 -> " (the node wants a user and password, or a key)";
      case 403 -> " (the node does not accept our key or our address)";
      case 404, 405 -> " (url is probably not the address of the node's JSON-RPC)";
      default -> "";
    };
  }

  private static NodeErrorResponse slowDown(String message) {
    return new NodeErrorResponse(Kind.LIMITED, "told to slow down: " + message);
  }
}
