package coffer.chain;

/// A node did not answer, or its answer is not valid. Nothing was processed; the scanner retries.
public class SourceException extends RuntimeException {
  /// The kind of failure, as metrics count it.
  public enum Kind {
    /// no connection, a reset, a timeout
    UNREACHABLE,
    /// rate-limited (429, -32005)
    LIMITED,
    /// an unusable answer: invalid JSON, a missing field, an error response of the node
    BROKEN,
    /// contradicting answers: a log of another block, a bloom filter without its logs
    INCONSISTENT,
    /// another chain than the configured one
    WRONG_CHAIN,
    /// the endpoint is behind the blocks that were already processed
    BEHIND
  }

  private final Kind kind;

  public SourceException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public SourceException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
