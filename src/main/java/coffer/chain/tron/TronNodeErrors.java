package coffer.chain.tron;

import coffer.chain.ErrorBody;
import coffer.chain.NodeErrorResponse;
import coffer.chain.SourceException.Kind;
import java.util.regex.Pattern;

/// Classifies a node's errors: a rate limit, or a rejection of the request. Most come with HTTP
/// status 200; their messages differ between providers.
final class TronNodeErrors {
  private static final Pattern SLOW_DOWN =
      Pattern.compile(
          "lack of computing resources|frequency|suspended|rate.?limit|allowed_rps"
              + "|too many requests|request rate|quota|throttl|(limit|exceed).*(second|day|month)",
          Pattern.CASE_INSENSITIVE);

  private TronNodeErrors() {}

  /// An error that the node sent in a valid response.
  static NodeErrorResponse said(String message) {
    return SLOW_DOWN.matcher(message).find()
        ? slowDown(message)
        : new NodeErrorResponse(Kind.BROKEN, "the node refuses: " + message);
  }

  /// @param status of HTTP, not 200
  static NodeErrorResponse ofStatus(int status, ErrorBody body) {
    var said = body.message().isEmpty() ? "" : ": " + body.message();
    var text = "HTTP " + status + said;
    if (status == 403 || status == 429 || SLOW_DOWN.matcher(said).find()) return slowDown(text);
    var kind = status >= 500 ? Kind.UNREACHABLE : Kind.BROKEN;
    return new NodeErrorResponse(kind, text + cause(status));
  }

  /// The probable cause.
  private static String cause(int status) {
    return switch (status) {
      case 301, 302, 307, 308 -> " (url is redirected: give the address that it leads to)";
      case 401 -> " (the node wants a user and password, or a key)";
      case 404, 405, 501 ->
          " (nothing is served there: url is the address of the node's HTTP API without /wallet,"
              + " on its port 8090, and jsonrpc that of its JSON-RPC)";
      default -> "";
    };
  }

  private static NodeErrorResponse slowDown(String message) {
    return new NodeErrorResponse(Kind.LIMITED, "told to slow down: " + message);
  }
}
