package coffer.chain.evm;

import coffer.chain.ErrorBody;
import coffer.chain.NodeErrorResponse;
import coffer.chain.SourceException.Kind;
import java.util.regex.Pattern;

/// What a node's errors mean: whether they are about time, or about what was asked for. Nodes and
/// providers agree on little; whether less at once would do is not read out of their words.
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
    var said = body.message().isEmpty() ? "" : ": " + body.message();
    if (status == 429) return slowDown("HTTP 429" + said);
    if (body.code() != 0 || SLOW_DOWN.matcher(said).find()) {
      return of(body.code(), "HTTP " + status + said);
    }
    var kind = status >= 500 ? Kind.UNREACHABLE : Kind.BROKEN;
    return new NodeErrorResponse(kind, "HTTP " + status + said + cause(status));
  }

  /// What is probably wrong.
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
