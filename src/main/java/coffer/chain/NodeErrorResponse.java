package coffer.chain;

/// The node sent an error instead of a result: an HTTP or JSON-RPC error, an HTML page, an empty
/// body. Providers use different texts and codes for the same reason, so Coffer does not derive the
/// reason from them. A smaller request ([AdaptiveSize]) or another method ([FallbackMethods]) may
/// work.
///
/// Only the kind [SourceException.Kind#LIMITED] means a rate limit.
public final class NodeErrorResponse extends SourceException {
  public NodeErrorResponse(Kind kind, String message) {
    super(kind, message);
  }

  public NodeErrorResponse(Kind kind, String message, Throwable cause) {
    super(kind, message, cause);
  }
}
