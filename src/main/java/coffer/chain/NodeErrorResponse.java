package coffer.chain;

/// The node answered, but not what it was asked for: by an error of HTTP or of JSON-RPC, by a page
/// of HTML, by nothing. Every provider has its own words and codes for one and the same reason, so
/// that the reason is not read out of them: asked for less at once ([AdaptiveSize]) or in another
/// way ([FallbackMethods]), the node may answer.
///
/// Only a refusal of the kind [SourceException.Kind#LIMITED] is about time.
public final class NodeErrorResponse extends SourceException {
  public NodeErrorResponse(Kind kind, String message) {
    super(kind, message);
  }

  public NodeErrorResponse(Kind kind, String message, Throwable cause) {
    super(kind, message, cause);
  }
}
